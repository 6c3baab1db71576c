// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.testers.CollectionIteratorTester;
import com.google.common.collect.testing.testers.ListListIteratorTester;
import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

@BrokerTest
class GuavaSuitesBrokerTest extends GuavaSuitesContract {

    /** A busy machine is not to pass for a broker that was lost. */
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(60);

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
        begin(fixture, () -> fixture.patientProcess(TIME_TO_LIVE));
    }
}
