// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static dev.procession.multiprocessing.shared.GuavaSuite.methods;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.ListTestSuiteBuilder;
import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringListGenerator;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.ListFeature;
import com.google.common.collect.testing.features.MapFeature;
import com.google.common.collect.testing.testers.CollectionRemoveAllTester;
import com.google.common.collect.testing.testers.CollectionRemoveIfTester;
import com.google.common.collect.testing.testers.CollectionRemoveTester;
import com.google.common.collect.testing.testers.CollectionRetainAllTester;
import com.google.common.collect.testing.testers.CollectionToStringTester;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * That {@link SharedMap}, {@link SharedList} and {@link SharedQueue} are what their interfaces say, as guava-testlib has it: of objects that one process has
 * filled and another one uses.
 */
abstract class GuavaSuitesContract {

    private final CollectionSize sizes;
    private final List<Method> leftOut;
    private final AtomicInteger last = new AtomicInteger();
    private Processes processes;
    private SharedObjects other;
    private SharedObjects own;

    /** With objects of these sizes, and without some tests. */
    GuavaSuitesContract(CollectionSize sizes, List<Method> leftOut) {
        this.sizes = sizes;
        this.leftOut = leftOut;
    }

    /** To be called before each suite. */
    void begin(Processes each, Supplier<SharedObjects> process) {
        processes = each;
        other = process.get();
        own = process.get();
        own.useForThisProcess();
    }

    @AfterEach
    void close() {
        processes.close();
    }

    private String name() {
        return "o" + last.incrementAndGet();
    }

    @TestFactory
    Stream<DynamicNode> sharedMap() {
        TestStringMapGenerator generator = new TestStringMapGenerator() {
            @Override
            protected Map<String, String> create(Map.Entry<String, String>[] entries) {
                String name = name();
                for (Map.Entry<String, String> entry : entries) {
                    other.<String, String>map(name).put(entry.getKey(), entry.getValue());
                }
                return own.map(name);
            }
        };
        return GuavaSuite.nodes(ConcurrentMapTestSuiteBuilder.using(generator)
                .named("SharedMap")
                .withFeatures(
                        sizes,
                        MapFeature.GENERAL_PURPOSE,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                        CollectionFeature.SERIALIZABLE)
                .suppressing(leftOut)
                .createTestSuite());
    }

    @TestFactory
    Stream<DynamicNode> sharedList() {
        TestStringListGenerator generator = new TestStringListGenerator() {
            @Override
            protected List<String> create(String[] elements) {
                String name = name();
                other.<String>list(name).addAll(Arrays.asList(elements));
                return own.list(name);
            }
        };
        // Without CollectionFeature.SERIALIZABLE, which has all tests run once more, and with the same list: it travels
        // as its name.
        return GuavaSuite.nodes(ListTestSuiteBuilder.using(generator)
                .named("SharedList")
                .withFeatures(
                        sizes,
                        ListFeature.GENERAL_PURPOSE,
                        CollectionFeature.ALLOWS_NULL_VALUES,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE)
                .suppressing(leftOut)
                .createTestSuite());
    }

    @TestFactory
    Stream<DynamicNode> sharedQueue() {
        return queue("SharedQueue", 0);
    }

    @TestFactory
    Stream<DynamicNode> sharedQueue_bounded() {
        return queue("bounded SharedQueue", 100);
    }

    private Stream<DynamicNode> queue(String suite, int capacity) {
        TestStringQueueGenerator generator = new TestStringQueueGenerator() {
            @Override
            protected Queue<String> create(String[] elements) {
                String name = name();
                other.<String>queue(name, capacity).addAll(Arrays.asList(elements));
                other.flush();
                return own.queue(name, capacity);
            }
        };
        return GuavaSuite.nodes(QueueTestSuiteBuilder.using(generator)
                .named(suite)
                .withFeatures(
                        sizes,
                        CollectionFeature.SUPPORTS_ADD,
                        CollectionFeature.SUPPORTS_REMOVE, // of the head
                        CollectionFeature.KNOWN_ORDER)
                // Only the head of a queue can be removed: there are UnsupportedOperationExceptions.
                .suppressing(removalFromTheMiddle())
                // Its name: a queue is not asked for all that it holds only to be shown.
                .suppressing(methods(CollectionToStringTester.class))
                .suppressing(leftOut)
                .createTestSuite());
    }

    private static List<Method> removalFromTheMiddle() {
        return Stream.<Class<?>>of(
                        CollectionRemoveTester.class,
                        CollectionRemoveAllTester.class,
                        CollectionRemoveIfTester.class,
                        CollectionRetainAllTester.class)
                .flatMap(tester -> methods(tester).stream())
                .toList();
    }
}
