// SPDX-License-Identifier: Apache-2.0
package dev.procession.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;
import dev.procession.messaging.StepKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kit itself, and what the broker does when a line is cut or stalls. */
@BrokerTest
@Timeout(180)
class KitBrokerTest {

    private static final StepKey STEP = new StepKey("repo", 1);

    private final EventLog<String> log = new EventLog<>(Deadline.in(Duration.ofSeconds(90)));

    @Test
    void stopAndBegin_durableMessage_survivesOnTheSamePort(TestBroker broker) {
        String uri = broker.worker().uri();
        sendTask(broker);

        broker.stop();
        broker.begin();

        assertThat(broker.worker().uri()).isEqualTo(uri);
        assertThat(countTasks(broker)).isEqualTo(1);
    }

    @Test
    void broker_everyUser_connects(TestBroker broker) {
        broker.connect(broker.coordinator());
        broker.connect(broker.remoteCoordinator());
        broker.connect(broker.worker());
        broker.connect(broker.observer());
        assertThat(broker.directory()).isDirectory();
    }

    @Test
    void nothingLeft_emptyBroker_passes(TestBroker broker) {
        broker.assertNothingLeft();
    }

    @Test
    void nothingLeft_messagesAndResultQueues_fails(TestBroker broker) {
        sendTask(broker);
        try (BrokerSession session = broker.connect(broker.coordinator()).session()) {
            session.createDurableQueue(Addresses.resultQueue(STEP), Addresses.RESULTS, Headers.ofStep(STEP));
        }

        assertThatThrownBy(() -> broker.assertNothingLeft(Duration.ofMillis(100)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(Addresses.TASKS + "=1")
                .hasMessageContaining(Addresses.resultQueue(STEP) + "=0");
    }

    @Test
    void line_cut_redeliversAtOnceAndCountsTheDelivery(TestBroker broker) throws InterruptedException {
        sendTask(broker);
        BrokerConnection first = broker.connect(broker.worker());
        first.onLost(() -> log.accept("lost"));
        BrokerSession session = first.session();
        assertThat(session.consumer(Addresses.TASKS, null, 0).receive()).isNotNull();
        DeliveryConsumer successor =
                broker.connect(broker.otherWorker()).session().consumer(Addresses.TASKS, null, 0);

        broker.cut();

        assertThat(deliveryCount(successor.receive())).isEqualTo(2);
        log.await("lost"::equals);
        assertThat(first.isLost()).isTrue();
        assertThatThrownBy(session::commit).isInstanceOf(BrokerUnavailableException.class);
    }

    @Test
    void line_stalledLongerThanTheLease_redeliversAndFencesTheFirst(TestBroker broker) {
        sendTask(broker);
        BrokerSession first = broker.connect(broker.worker()).session();
        Delivery held = first.consumer(Addresses.TASKS, null, 0).receive();
        assertThat(held).isNotNull();
        first.send(
                Addresses.CHECKPOINTS,
                Envelope.durable("zombie", 1, new byte[0]).lastValueKey("p"));
        BrokerSession second = broker.connect(broker.otherWorker()).session();
        DeliveryConsumer successor = second.consumer(Addresses.TASKS, null, 0);

        broker.stall();
        Delivery again = successor.receive();
        broker.resume();

        assertThat(again).isNotNull();
        assertThatThrownBy(() -> {
                    held.acknowledge();
                    first.commit();
                })
                .isInstanceOf(BrokerUnavailableException.class);
        assertThat(second.messageCount(Addresses.CHECKPOINTS)).isZero();
        again.acknowledge();
        second.commit();
        broker.assertNothingLeft();
    }

    @Test
    void tryReceive_connectionEndsBeforeTheAnswer_doesNotSayThatTheQueueIsEmpty(TestBroker broker) {
        sendTask(broker);
        DeliveryConsumer consumer = broker.connect(broker.worker()).session().browser(Addresses.TASKS, "none = 1");
        assertThat(consumer.tryReceive()).isNull();

        broker.stall();

        assertThatThrownBy(consumer::tryReceive).isInstanceOf(BrokerUnavailableException.class);
        broker.resume();
    }

    @Test
    void onLost_whateverListenerIsCalledFirst_itsConnectionIsLost(TestBroker broker) throws InterruptedException {
        BrokerConnection connection = broker.connect(broker.worker());
        for (int i = 0; i < 20; i++) {
            connection.onLost(() -> log.accept(connection.isLost() ? "lost" : "not lost"));
        }

        broker.cut();

        assertThat(log.await(20, event -> true)).containsOnly("lost");
    }

    private static int deliveryCount(@Nullable Delivery delivery) {
        return delivery == null ? 0 : delivery.deliveryCount();
    }

    private static void sendTask(TestBroker broker) {
        try (BrokerSession session = broker.connect(broker.coordinator()).session()) {
            session.send(Addresses.TASKS, Envelope.durable("task", 1, new byte[] {1}));
            session.commit();
        }
    }

    private static long countTasks(TestBroker broker) {
        try (BrokerSession session = broker.connect(broker.coordinator()).session()) {
            return session.messageCount(Addresses.TASKS);
        }
    }
}
