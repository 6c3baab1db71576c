// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Envelope;
import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@BrokerTest
class ServicesBrokerTest extends ServicesContract {

    @BeforeEach
    void open(TestBroker broker) {
        begin(new SharedObjectsFixture(broker));
    }

    @Override
    Duration longEnoughToBegin() {
        return Duration.ofSeconds(5);
    }

    @Test
    void argument_largerThanAMessage_isRefused() {
        Stock stock = served();

        assertThatThrownBy(() -> stock.any("x".repeat(2 * 1024 * 1024))).hasMessageContaining("1048576");
        assertThat(stock.name("goes on")).isEqualTo("goes on");
    }

    @Test
    void messageThatIsNoCall_isDropped(TestBroker broker) {
        Stock stock = served();
        try (BrokerSession session = broker.connect(broker.otherWorker()).autoCommitSession()) {
            session.send(
                    Addresses.SHARED + ".global.calls.stock", Envelope.transientMessage("what", 1, new byte[] {1}));
        }

        assertThat(stock.name("goes on")).isEqualTo("goes on");
    }
}
