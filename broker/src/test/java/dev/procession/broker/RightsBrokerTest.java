// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.StepKey;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what. */
@Timeout(180)
class RightsBrokerTest {

    private static final Envelope MESSAGE = Envelope.durable("message", 1, new byte[0]);
    private static final String RESULT_QUEUE = Addresses.resultQueue(new StepKey("repo", 1));

    @TempDir
    Path directory;

    private BrokerUnderTest broker;

    @BeforeEach
    void start() {
        broker = new BrokerUnderTest(directory);
        broker.coordinator()
                .session()
                .createDurableQueue(RESULT_QUEUE, Addresses.RESULTS, "procession_step = 'repo:1'");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void user_withAWrongPassword_isRefusedByName() {
        assertThatThrownBy(() -> broker.user("worker", "wrong"))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("'worker'")
                .hasMessageContaining(broker.broker().worker().uri())
                .hasMessageNotContaining("wrong");
    }

    @Test
    void user_unknown_isRefused() {
        assertThatThrownBy(() -> broker.user("admin", "admin"))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("'admin'");
    }

    @Test
    void user_ofArtemisClusters_isRefused() {
        assertThatThrownBy(() -> broker.user("ACTIVEMQ.CLUSTER.ADMIN.USER", "CHANGE ME!!"))
                .isInstanceOf(BrokerUnavailableException.class);
    }

    @Test
    void user_withoutAName_isRefused() {
        assertThatThrownBy(() -> broker.user("", "")).isInstanceOf(BrokerUnavailableException.class);
    }

    @Test
    void coordinator_withAWrongPassword_isRefusedInItsOwnJvmToo() {
        assertThatThrownBy(() -> broker.coordinator("wrong")).isInstanceOf(BrokerUnavailableException.class);
    }

    @Test
    void worker_outsideItsRights_isRefused() {
        refused("worker", session -> session.consumer(RESULT_QUEUE, null, 0));
        refused("worker", session -> session.browser(RESULT_QUEUE, null));
        refused("worker", session -> session.consumer(Addresses.CHECKPOINTS, null, 0));
        refused("worker", session -> session.browser(Addresses.DEAD_LETTERS, null));
        refused("worker", session -> session.consumer(Addresses.PRESENCE, null, 0));
        refused("worker", session -> session.createDurableQueue("stolen", Addresses.RESULTS, "procession_step = 'x'"));
        refused("worker", session -> session.createDurableQueue("stolen", Addresses.CONTROL, "procession_step = 'x'"));
        refused("worker", session -> session.createTemporarySubscription("stolen", Addresses.RESULTS));
        refused("worker", session -> session.createTemporarySubscription("stolen", Addresses.COORDINATOR));
        refused("worker", session -> session.createTemporarySubscription("stolen", Addresses.OUTPUT));
        refused("worker", session -> session.createTemporaryQueue("procession.own"));
        refused("worker", session -> session.createTemporaryQueue("own"));
        refused("worker", session -> session.deleteQueue(RESULT_QUEUE));
        refused("worker", session -> session.deleteQueue(Addresses.TASKS));
    }

    @Test
    void worker_sendsOutsideItsRights_isRefused() {
        sendRefused("worker", Addresses.TASKS);
        sendRefused("worker", Addresses.CONTROL);
        sendRefused("worker", Addresses.COORDINATOR);
        sendRefused("worker", "activemq.management");
        sendRefused("worker", "elsewhere");
    }

    @Test
    void observer_outsideItsRights_isRefused() {
        refused("observer", session -> session.consumer(Addresses.TASKS, null, 0));
        refused("observer", session -> session.browser(Addresses.TASKS, null));
        refused("observer", session -> session.consumer(RESULT_QUEUE, null, 0));
        refused("observer", session -> session.browser(Addresses.CHECKPOINTS, null));
        refused("observer", session -> session.createTemporarySubscription("stolen", Addresses.CONTROL));
        refused("observer", session -> session.createTemporaryQueue(Addresses.coordinatorQueue("repo")));
        sendRefused("observer", Addresses.TASKS);
        sendRefused("observer", Addresses.CONTROL);
        sendRefused("observer", Addresses.PRESENCE);
        sendRefused("observer", Addresses.RESULTS);
        sendRefused("observer", Addresses.OUTPUT);
    }

    @Test
    void coordinator_managesNothingButMessages() {
        sendRefused("coordinator", "activemq.management");
        refused("coordinator", session -> session.createTemporaryQueue("elsewhere"));
    }

    @Test
    void address_thatDoesNotExist_isNotCreatedBySending() {
        try (BrokerSession session = broker.coordinator().session()) {
            session.send("procession.unknown", MESSAGE);
            session.commit();

            assertThatThrownBy(() -> session.consumer("procession.unknown", null, 0))
                    .isInstanceOf(MessagingException.class)
                    .hasMessageContaining("procession.unknown");
        }
    }

    @Test
    void worker_withinItsRights_isServed() {
        try (BrokerSession coordinator = broker.coordinator().session()) {
            coordinator.send(Addresses.TASKS, MESSAGE);
            coordinator.commit();
        }
        try (BrokerSession worker = broker.worker().session()) {
            Delivery task = worker.consumer(Addresses.TASKS, null, 0).receive();
            assertThat(task).isNotNull();
            worker.send(Addresses.RESULTS, MESSAGE);
            worker.send(Addresses.CHECKPOINTS, MESSAGE.lastValueKey("p"));
            worker.send(Addresses.PRESENCE, MESSAGE.lastValueKey("w"));
            worker.send(Addresses.DEAD_LETTERS, MESSAGE);
            worker.send(Addresses.OUTPUT, MESSAGE);
            task.acknowledge();
            worker.commit();
            assertThat(worker.browser(Addresses.CHECKPOINTS, null).tryReceive()).isNotNull();
            assertThat(worker.browser(Addresses.TASKS, null).tryReceive()).isNull();
            worker.createTemporarySubscription("mine", Addresses.CONTROL);
            worker.consumer("mine", null, 0);
        }
    }

    private interface Step {
        void in(BrokerSession session);
    }

    private void refused(String user, Step step) {
        try (BrokerSession session = broker.as(user).session()) {
            assertRefused(user, () -> step.in(session));
        }
    }

    private void sendRefused(String user, String address) {
        try (BrokerSession session = broker.as(user).session()) {
            assertRefused(user, () -> {
                session.send(address, MESSAGE);
                session.commit();
            });
        }
    }

    private static void assertRefused(String user, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("does not allow user '" + user + "'");
    }
}
