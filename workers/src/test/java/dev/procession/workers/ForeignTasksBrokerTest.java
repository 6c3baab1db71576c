// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import dev.procession.workers.spi.HeldTask;
import dev.procession.workers.spi.TaskHandler;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a worker says about tasks that it leaves to others. */
@BrokerTest
class ForeignTasksBrokerTest {

    private final ForeignTasks foreign =
            new ForeignTasks(new WorkerIdentity("worker", "host", 1), new TaskHandlers(List.of(new TaskHandler() {
                @Override
                public String kind() {
                    return TestTasks.KIND;
                }

                @Override
                public int newestVersion() {
                    return 2;
                }

                @Override
                public void run(HeldTask task) {}
            })));

    @Test
    void look_laterVersion_isNoticedAndStays(TestBroker broker) {
        BrokerSession session = broker.connect(broker.coordinator()).autoCommitSession();
        session.send(Addresses.TASKS, Envelope.durable(TestTasks.KIND, 3, new byte[0]));

        foreign.look(session, 0);

        assertThat(foreign.seen()).containsExactly(TestTasks.KIND);
        assertThat(session.messageCount(Addresses.TASKS)).isEqualTo(1);
    }

    @Test
    void look_ownTasksOnly_saysNothing(TestBroker broker) {
        BrokerSession session = broker.connect(broker.coordinator()).autoCommitSession();
        session.send(Addresses.TASKS, Envelope.durable(TestTasks.KIND, 2, new byte[0]));

        foreign.look(session, 0);

        assertThat(foreign.seen()).isEmpty();
    }

    /** Between two short tasks no slot runs anything either. */
    @Test
    void look_workerHasTakenTasksSince_waitsUntilItIsIdleForAWhile(TestBroker broker) {
        BrokerSession session = broker.connect(broker.coordinator()).autoCommitSession();
        session.send(Addresses.TASKS, Envelope.durable(TestTasks.KIND, 3, new byte[0]));

        foreign.look(session, 1);
        foreign.look(session, 1);

        assertThat(foreign.seen()).isEmpty();
    }
}
