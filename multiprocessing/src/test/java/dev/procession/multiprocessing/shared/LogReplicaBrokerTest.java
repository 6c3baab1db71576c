// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@BrokerTest
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogReplicaBrokerTest {

    private static final String LOG =
            ObjectName.of("counter", SharedScope.GLOBAL, "breaking").address();

    /** Signals the ticket that it is given, and then cannot go on. */
    record Breaking() implements Machine {

        static final Kind<Breaking> KIND = new Kind<>() {
            @Override
            public Breaking initial() {
                return new Breaking();
            }

            @Override
            public Breaking read(WireReader in) {
                return new Breaking();
            }
        };

        @Override
        public Object apply(long client, WireReader operation, Effects effects) {
            effects.signal(client, operation.int64(), 7);
            throw new IllegalStateException("this machine is broken");
        }

        @Override
        public void died(long client, Effects effects) {}

        @Override
        public Set<Long> clients() {
            return Set.of();
        }

        @Override
        public void write(WireWriter out) {}
    }

    @Test
    void whatWasPerformed_restOfTheEntryFails_isAnsweredAllTheSame(TestBroker broker) throws Exception {
        try (Client client =
                Client.open(broker.worker(), SharedObjectsFixture.settings(SharedObjectsFixture.LONG_LEASE))) {
            Replica<Breaking> replica = LogReplica.open(client, LOG, Breaking.KIND, () -> {});

            Replica.Ticket ticket = replica.submit(number -> new WireWriter().int64(number));

            assertThat(ticket.signal().await(SECONDS.toNanos(30))).isEqualTo(7);
            assertThatThrownBy(replica::sync).isInstanceOf(BrokerUnavailableException.class);
        }
    }
}
