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
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** That {@link SharedMap}, {@link SharedList} and {@link SharedQueue} are what their interfaces say, as guava-testlib has it. */
abstract class GuavaSuites {

    private final AtomicInteger last = new AtomicInteger();

    /** Those to whom the objects belong. */
    abstract SharedObjects objects();

    private String name() {
        return "o" + last.incrementAndGet();
    }

    @TestFactory
    Stream<DynamicNode> sharedMap() {
        TestStringMapGenerator generator = new TestStringMapGenerator() {
            @Override
            protected Map<String, String> create(Map.Entry<String, String>[] entries) {
                SharedMap<String, String> map = objects().map(name());
                for (Map.Entry<String, String> entry : entries) {
                    map.put(entry.getKey(), entry.getValue());
                }
                return map;
            }
        };
        return GuavaSuite.nodes(ConcurrentMapTestSuiteBuilder.using(generator)
                .named("SharedMap")
                .withFeatures(
                        CollectionSize.ANY,
                        MapFeature.GENERAL_PURPOSE,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                        CollectionFeature.SERIALIZABLE)
                .createTestSuite());
    }

    @TestFactory
    Stream<DynamicNode> sharedList() {
        TestStringListGenerator generator = new TestStringListGenerator() {
            @Override
            protected List<String> create(String[] elements) {
                SharedList<String> list = objects().list(name());
                list.addAll(Arrays.asList(elements));
                return list;
            }
        };
        // Without CollectionFeature.SERIALIZABLE, which has all tests run once more, and with the same list: it travels
        // as its name.
        return GuavaSuite.nodes(ListTestSuiteBuilder.using(generator)
                .named("SharedList")
                .withFeatures(
                        CollectionSize.ANY,
                        ListFeature.GENERAL_PURPOSE,
                        CollectionFeature.ALLOWS_NULL_VALUES,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE)
                .createTestSuite());
    }

    @TestFactory
    Stream<DynamicNode> sharedQueue() {
        return queue("SharedQueue", () -> objects().queue(name()));
    }

    @TestFactory
    Stream<DynamicNode> sharedQueue_bounded() {
        return queue("bounded SharedQueue", () -> objects().queue(name(), 100));
    }

    private static Stream<DynamicNode> queue(String name, Supplier<SharedQueue<String>> queues) {
        TestStringQueueGenerator generator = new TestStringQueueGenerator() {
            @Override
            protected Queue<String> create(String[] elements) {
                SharedQueue<String> queue = queues.get();
                queue.addAll(Arrays.asList(elements));
                return queue;
            }
        };
        return GuavaSuite.nodes(QueueTestSuiteBuilder.using(generator)
                .named(name)
                .withFeatures(
                        CollectionSize.ANY,
                        CollectionFeature.SUPPORTS_ADD,
                        CollectionFeature.SUPPORTS_REMOVE, // of the head
                        CollectionFeature.KNOWN_ORDER)
                // Only the head of a queue can be removed: there are UnsupportedOperationExceptions.
                .suppressing(removalFromTheMiddle())
                // Its name: a queue is not asked for all that it holds only to be shown.
                .suppressing(methods(CollectionToStringTester.class))
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
