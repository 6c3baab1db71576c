// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;
import dev.procession.messaging.MessageTooLargeException;
import dev.procession.messaging.StepKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints, results and messages of every size. */
@Timeout(180)
class ResultsAndCheckpointsBrokerTest {

    private static final int KIB = 1024;
    private static final int MANY =
            400; // of 100 KiB are more than the address may have in memory, and than is read ahead
    private static final StepKey STEP_1 = new StepKey("repo", 1);
    private static final StepKey STEP_2 = new StepKey("repo", 2);

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

    @Test
    void checkpoint_replacedManyTimes_browserReadsTheLastOfItsKey() {
        try (BrokerSession worker = broker.worker().session()) {
            for (byte i = 1; i <= 100; i++) {
                worker.send(Addresses.CHECKPOINTS, checkpoint("repo:1:0", i));
                worker.send(Addresses.CHECKPOINTS, checkpoint("repo:1:1", (byte) -i));
                worker.commit();
            }

            assertThat(browseCheckpoint(worker, "repo:1:0")).containsExactly(new byte[] {100});
            assertThat(browseCheckpoint(worker, "repo:1:1")).containsExactly(new byte[] {-100});
        }
        BrokerSession coordinator = broker.coordinator().session();
        Polling.until(() -> coordinator.messageCount(Addresses.CHECKPOINTS) == 2);
    }

    @Test
    void checkpoint_brokerRestarted_isStillTheLastOfItsKey() {
        try (BrokerSession worker = broker.worker().session()) {
            for (byte i = 1; i <= 10; i++) {
                worker.send(Addresses.CHECKPOINTS, checkpoint("repo:1:0", i));
                worker.commit();
            }
        }

        broker.restart();

        try (BrokerSession worker = broker.worker().session()) {
            assertThat(browseCheckpoint(worker, "repo:1:0")).containsExactly(new byte[] {10});
        }
    }

    @Test
    void checkpoint_ofAFinishedPartition_isConsumedByTheCoordinator() {
        try (BrokerSession worker = broker.worker().session()) {
            worker.send(Addresses.CHECKPOINTS, checkpoint("repo:1:0", (byte) 1));
            worker.send(Addresses.CHECKPOINTS, checkpoint("repo:1:1", (byte) 2));
            worker.commit();
        }
        try (BrokerSession coordinator = broker.coordinator().session()) {
            DeliveryConsumer consumer = coordinator.consumer(Addresses.CHECKPOINTS, "_AMQ_LVQ_NAME = 'repo:1:0'", 0);
            Delivery checkpoint = consumer.tryReceive();
            assertThat(checkpoint).isNotNull();
            checkpoint.acknowledge();
            coordinator.commit();
            assertThat(coordinator.messageCount(Addresses.CHECKPOINTS)).isEqualTo(1);
        }
    }

    /** As a step does, whose results are acknowledged when it ends. */
    @Test
    void results_moreThanMemoryMayHold_allComeThoughNoneIsAcknowledged() {
        sendMany(STEP_1, 90 * KIB);
        DeliveryConsumer results =
                broker.coordinator().session().consumer(Addresses.resultQueue(STEP_1), null, 1024 * KIB);
        for (int i = 0; i < MANY; i++) {
            assertThat(results.receive()).isNotNull();
        }
    }

    /** Who settles what a dead coordinator left must not take a part for all. */
    @Test
    void browser_ofMoreThanMemoryMayHold_seesAll() {
        assertBrowserSeesAll(90 * KIB);
    }

    /** Artemis delivers them in pieces, in its own time. */
    @Test
    void browser_ofLargeMessages_seesAll() {
        assertBrowserSeesAll(110 * KIB);
    }

    private void assertBrowserSeesAll(int size) {
        sendMany(STEP_1, size);
        String queue = Addresses.resultQueue(STEP_1);
        for (BrokerConnection connection : List.of(broker.coordinator(), broker.as("coordinator"))) {
            try (BrokerSession session = connection.session()) {
                AtomicInteger seen = new AtomicInteger();
                session.browseAll(queue, result -> seen.incrementAndGet());
                assertThat(seen).as("all at once").hasValue(MANY);
                assertThat(browseOneByOne(session, queue)).as("one by one").isEqualTo(MANY);
            }
        }
    }

    private static int browseOneByOne(BrokerSession session, String queue) {
        int seen = 0;
        try (DeliveryConsumer browser = session.browser(queue, null)) {
            for (Delivery result = browser.tryReceive(); result != null; result = browser.tryReceive()) {
                seen++;
            }
        }
        return seen;
    }

    /** Those that another consumer holds come back while the browser is at it, or later. */
    @Test
    void browseAll_someAreHeldByAConsumer_seesTheRest() {
        sendMany(STEP_1, KIB);
        String queue = Addresses.resultQueue(STEP_1);
        DeliveryConsumer holder = broker.coordinator().session().consumer(queue, null, 0);
        assertThat(holder.receive()).isNotNull();
        AtomicInteger seen = new AtomicInteger();
        broker.coordinator().session().browseAll(queue, result -> seen.incrementAndGet());
        assertThat(seen).hasValue(MANY - 1);
    }

    private void sendMany(StepKey step, int size) {
        try (BrokerSession coordinator = broker.coordinator().session();
                BrokerSession worker = broker.worker().session()) {
            createResultQueue(coordinator, step);
            Envelope result = Envelope.durable("result", 1, new byte[size]).header(Headers.STEP, step.text());
            for (int i = 0; i < MANY; i++) {
                worker.send(Addresses.RESULTS, result);
                worker.commit();
            }
        }
    }

    @Test
    void resultQueue_createdAtRuntime_receivesOnlyItsStep() {
        try (BrokerSession coordinator = broker.coordinator().session();
                BrokerSession worker = broker.worker().session()) {
            createResultQueue(coordinator, STEP_1);
            createResultQueue(coordinator, STEP_2);
            createResultQueue(coordinator, STEP_2); // a coordinator that comes back

            worker.send(Addresses.RESULTS, result(STEP_1, "one"));
            worker.send(Addresses.RESULTS, result(STEP_2, "two"));
            worker.send(Addresses.RESULTS, result(new StepKey("other", 1), "nobody's"));
            worker.commit();

            assertThat(kinds(coordinator, STEP_1)).containsExactly("one");
            assertThat(kinds(coordinator, STEP_2)).containsExactly("two");
        }
    }

    @Test
    void resultQueue_brokerRestarted_keepsItsSelectorAndItsMessages() {
        try (BrokerSession coordinator = broker.coordinator().session();
                BrokerSession worker = broker.worker().session()) {
            createResultQueue(coordinator, STEP_1);
            worker.send(Addresses.RESULTS, result(STEP_1, "before"));
            worker.commit();
        }

        broker.restart();

        try (BrokerSession coordinator = broker.coordinator().session();
                BrokerSession worker = broker.worker().session()) {
            worker.send(Addresses.RESULTS, result(STEP_2, "another step's"));
            worker.send(Addresses.RESULTS, result(STEP_1, "after"));
            worker.commit();
            assertThat(kinds(coordinator, STEP_1)).containsExactly("before", "after");
        }
    }

    @Test
    void resultQueue_deleted_isGoneWithItsMessages() {
        try (BrokerSession coordinator = broker.coordinator().session();
                BrokerSession worker = broker.worker().session()) {
            createResultQueue(coordinator, STEP_1);
            worker.send(Addresses.RESULTS, result(STEP_1, "one"));
            worker.commit();

            coordinator.deleteQueue(Addresses.resultQueue(STEP_1));
            coordinator.deleteQueue(Addresses.resultQueue(STEP_1));

            assertThat(coordinator.messageCount(Addresses.resultQueue(STEP_1))).isZero();
        }
    }

    @Test
    void message_ofEverySize_arrivesWhole() {
        Random random = new Random(1);
        try (BrokerSession coordinator = broker.coordinator().session();
                BrokerSession worker = broker.worker().session()) {
            createResultQueue(coordinator, STEP_1);
            for (int size : new int[] {0, 1, 99 * KIB, 100 * KIB, 101 * KIB, 300 * KIB, 1024 * KIB}) {
                byte[] body = new byte[size];
                random.nextBytes(body);
                worker.send(Addresses.RESULTS, Envelope.durable("data", 1, body).header(Headers.STEP, STEP_1.text()));
                worker.commit();

                Delivery delivery = coordinator
                        .consumer(Addresses.resultQueue(STEP_1), null, 0)
                        .receive();
                assertThat(delivery).isNotNull();
                assertThat(delivery.envelope().body()).as("%d bytes", size).isEqualTo(body);
                delivery.acknowledge();
                coordinator.commit();
                coordinator.rollback();
            }
        }
    }

    @Test
    void largeMessage_brokerRestarted_arrivesWhole() {
        byte[] body = new byte[500 * KIB];
        new Random(2).nextBytes(body);
        try (BrokerSession coordinator = broker.coordinator().session()) {
            coordinator.send(Addresses.TASKS, Envelope.durable("task", 1, body));
            coordinator.commit();
        }

        broker.restart();

        try (BrokerSession worker = broker.worker().session()) {
            Delivery delivery = worker.consumer(Addresses.TASKS, null, 0).receive();
            assertThat(delivery).isNotNull();
            assertThat(delivery.envelope().body()).isEqualTo(body);
        }
    }

    @Test
    void message_overTheLimit_isRefusedBeforeItIsSent() {
        try (BrokerSession worker = broker.worker().session()) {
            assertThatThrownBy(() ->
                            worker.send(Addresses.RESULTS, Envelope.durable("collected", 1, new byte[1024 * KIB + 1])))
                    .isInstanceOf(MessageTooLargeException.class)
                    .hasMessageContaining("'collected'")
                    .hasMessageContaining("1048577")
                    .hasMessageContaining("1048576")
                    .hasMessageContaining("procession.message.max-bytes");
            worker.commit();
        }
    }

    @Test
    void commands_reachEverySubscription() {
        BrokerConnection first = broker.worker();
        BrokerSession one = first.autoCommitSession();
        BrokerSession two = broker.worker().autoCommitSession();
        one.createTemporarySubscription("s1", Addresses.CONTROL);
        two.createTemporarySubscription("s2", Addresses.CONTROL);
        BrokerSession coordinator = broker.coordinator().autoCommitSession();

        coordinator.send(Addresses.CONTROL, Envelope.transientMessage("command", 1, new byte[0]));

        assertThat(one.consumer("s1", null, KIB).receive()).isNotNull();
        assertThat(two.consumer("s2", null, KIB).receive()).isNotNull();
        first.close();
        Polling.until(() -> !queueExists(coordinator, "s1"));
    }

    @Test
    void request_toACoordinator_isAnsweredOnATemporaryQueue() {
        BrokerSession coordinator = broker.coordinator().autoCommitSession();
        coordinator.createTemporaryQueue(Addresses.coordinatorQueue("repo"));
        BrokerSession observer = broker.observer().autoCommitSession();
        String replies = Addresses.replyQueue(UUID.randomUUID());
        observer.createTemporaryQueue(replies);

        observer.send(
                Addresses.coordinatorQueue("repo"),
                Envelope.transientMessage("request", 1, new byte[0]).header(Headers.REPLY_TO, replies));
        Delivery request = coordinator
                .consumer(Addresses.coordinatorQueue("repo"), null, KIB)
                .receive();
        assertThat(request).isNotNull();
        coordinator.send(
                request.envelope().header(Headers.REPLY_TO), Envelope.transientMessage("reply", 1, new byte[] {1}));

        Delivery reply = observer.consumer(replies, null, KIB).receive();
        assertThat(reply).isNotNull();
        assertThat(reply.envelope().kind()).isEqualTo("reply");
    }

    private static boolean queueExists(BrokerSession session, String queue) {
        try {
            session.createTemporarySubscription(queue, Addresses.CONTROL);
            session.deleteQueue(queue);
            return false;
        } catch (RuntimeException e) {
            return true;
        }
    }

    private static Envelope checkpoint(String key, byte value) {
        return Envelope.durable("checkpoint", 1, new byte[] {value}).lastValueKey(key);
    }

    private static List<byte[]> browseCheckpoint(BrokerSession session, String key) {
        List<byte[]> bodies = new ArrayList<>();
        try (DeliveryConsumer browser = session.browser(Addresses.CHECKPOINTS, "_AMQ_LVQ_NAME = '" + key + "'")) {
            for (Delivery next = browser.tryReceive(); next != null; next = browser.tryReceive()) {
                bodies.add(next.envelope().body());
            }
        }
        return bodies;
    }

    private static void createResultQueue(BrokerSession session, StepKey step) {
        session.createDurableQueue(Addresses.resultQueue(step), Addresses.RESULTS, Headers.ofStep(step));
    }

    private static Envelope result(StepKey step, String kind) {
        return Envelope.durable(kind, 1, new byte[] {1}).header(Headers.STEP, step.text());
    }

    private static List<String> kinds(BrokerSession session, StepKey step) {
        List<String> kinds = new ArrayList<>();
        DeliveryConsumer consumer = session.consumer(Addresses.resultQueue(step), null, KIB);
        for (Delivery next = consumer.tryReceive(); next != null; next = consumer.tryReceive()) {
            kinds.add(next.envelope().kind());
            next.acknowledge();
        }
        session.commit();
        return kinds;
    }
}
