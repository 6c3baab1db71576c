// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.testers.CollectionIteratorTester;
import com.google.common.collect.testing.testers.ListListIteratorTester;
import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

@BrokerTest
class GuavaSuitesBrokerTest extends GuavaSuitesContract {

    GuavaSuitesBrokerTest() {
        super(CollectionSize.SEVERAL, iterations());
    }

    /** They make thousands of objects each, and iterations have the copy of which {@link GuavaSuitesTest} tests them. */
    private static List<Method> iterations() {
        return Stream.<Class<?>>of(CollectionIteratorTester.class, ListListIteratorTester.class)
                .flatMap(tester -> GuavaSuite.methods(tester).stream())
                .toList();
    }

    @BeforeEach
    void open(TestBroker broker) {
        SharedObjectsFixture fixture = new SharedObjectsFixture(broker);
        begin(fixture, fixture::steadyProcess);
    }
}
