// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.DuplicateMessageException;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;
import dev.procession.messaging.StepKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a partition's lease, commits and redelivery rest on. */
class TaskQueueBrokerTest {

    @TempDir
    Path directory;

    private BrokerUnderTest broker;

    @BeforeEach
    void start() {
        broker = new BrokerUnderTest(directory);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    /** As when a step is stopped. */
    @Test
    void tasks_moreThanMemoryMayHold_areAllFoundByASelector() {
        StepKey step = new StepKey("repo", 1);
        int count = 300;
        Envelope task = Envelope.durable("partition", 1, new byte[90 * 1024]).header(Headers.STEP, step.text());
        try (BrokerSession coordinator = broker.coordinator().session()) {
            for (int i = 0; i < count; i++) {
                coordinator.send(Addresses.TASKS, task);
                coordinator.commit();
            }
            DeliveryConsumer tasks = coordinator.consumer(Addresses.TASKS, Headers.ofStep(step), 1024 * 1024);
            for (int i = 0; i < count; i++) {
                Delivery found = tasks.receive();
                assertThat(found).isNotNull();
                found.acknowledge();
            }
            coordinator.commit();
            assertThat(coordinator.messageCount(Addresses.TASKS)).isZero();
        }
    }

    @Test
    void commit_receivedMessageUnacknowledged_publishesSendsAndKeepsTheMessage() {
        send(task("t1"));
        BrokerConnection workerConnection = broker.worker();
        BrokerSession worker = workerConnection.session();
        Delivery held = worker.consumer(Addresses.TASKS, null, 0).receive();
        assertThat(held).isNotNull();

        worker.send(
                Addresses.CHECKPOINTS,
                Envelope.durable("checkpoint", 1, new byte[] {1}).lastValueKey("p:0"));
        worker.commit();

        BrokerSession coordinator = broker.coordinator().session();
        assertThat(coordinator.messageCount(Addresses.CHECKPOINTS)).isEqualTo(1);
        assertThat(coordinator.messageCount(Addresses.TASKS)).isEqualTo(1);
        assertThat(coordinator.consumer(Addresses.TASKS, null, 0).tryReceive()).isNull();

        held.acknowledge();
        worker.commit();
        assertThat(coordinator.messageCount(Addresses.TASKS)).isZero();
    }

    @Test
    void task_sessionClosedWithoutAcknowledge_isRedelivered() {
        send(task("t1"));
        BrokerConnection first = broker.worker();
        BrokerSession firstSession = first.session();
        assertThat(kindOf(firstSession.consumer(Addresses.TASKS, null, 0).receive()))
                .isEqualTo("t1");

        DeliveryConsumer successor = broker.worker().session().consumer(Addresses.TASKS, null, 0);
        firstSession.close();

        assertThat(kindOf(successor.receive())).isEqualTo("t1");
    }

    @Test
    void task_connectionClosedWithoutAcknowledge_isRedelivered() {
        send(task("t1"));
        BrokerConnection first = broker.worker();
        assertThat(kindOf(first.session().consumer(Addresses.TASKS, null, 0).receive()))
                .isEqualTo("t1");

        DeliveryConsumer successor = broker.worker().session().consumer(Addresses.TASKS, null, 0);
        first.close();

        assertThat(kindOf(successor.receive())).isEqualTo("t1");
    }

    @Test
    void task_sentTwiceWithOneDuplicateId_isTakenOnce() {
        try (BrokerSession session = broker.coordinator().autoCommitSession()) {
            session.send(Addresses.TASKS, task("t1").duplicateId("task:1"));
            session.send(Addresses.TASKS, task("t1").duplicateId("task:1"));
        }

        assertThat(drainTasks()).containsExactly("t1");
    }

    @Test
    void task_sentAgainAfterRestart_isTakenOnce() {
        send(task("t1").duplicateId("task:1"));
        assertThat(drainTasks()).containsExactly("t1");

        broker.restart();

        assertThatThrownBy(() -> send(task("t1").duplicateId("task:1"))).isInstanceOf(DuplicateMessageException.class);
        send(task("t2").duplicateId("task:2"));
        assertThat(drainTasks()).containsExactly("t2");
    }

    @Test
    void commit_oneMessageIsADuplicate_refusesAllAndLeavesTheSessionUsable() {
        send(task("t1").duplicateId("task:1"));
        try (BrokerSession session = broker.coordinator().session()) {
            session.send(Addresses.TASKS, task("t2").duplicateId("task:2"));
            session.send(Addresses.TASKS, task("t1").duplicateId("task:1"));
            assertThatThrownBy(session::commit).isInstanceOf(DuplicateMessageException.class);

            session.send(Addresses.TASKS, task("t3").duplicateId("task:3"));
            session.commit();
        }
        send(task("t2").duplicateId("task:2"));

        assertThat(drainTasks()).containsExactly("t1", "t3", "t2");
    }

    @Test
    void task_brokerRestarted_survives() {
        send(task("t1"));

        broker.restart();

        assertThat(drainTasks()).containsExactly("t1");
    }

    private static Envelope task(String kind) {
        return Envelope.durable(kind, 1, new byte[] {1, 2, 3});
    }

    private void send(Envelope envelope) {
        try (BrokerSession session = broker.coordinator().session()) {
            session.send(Addresses.TASKS, envelope);
            session.commit();
        }
    }

    private List<String> drainTasks() {
        List<String> kinds = new ArrayList<>();
        try (BrokerSession session = broker.worker().session()) {
            DeliveryConsumer consumer = session.consumer(Addresses.TASKS, null, 0);
            for (Delivery next = consumer.tryReceive(); next != null; next = consumer.tryReceive()) {
                kinds.add(kindOf(next));
                next.acknowledge();
            }
            session.commit();
        }
        return kinds;
    }

    private static @Nullable String kindOf(@Nullable Delivery delivery) {
        return delivery == null ? null : delivery.envelope().kind();
    }
}
