// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import org.junit.jupiter.api.BeforeEach;

@BrokerTest
class SynchronisersBrokerTest extends SynchronisersContract {

    @BeforeEach
    void open(TestBroker broker) {
        begin(new SharedObjectsFixture(broker));
    }
}
