// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.messaging.WorkerPresence;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The non-destructive last-value queue of workers' presence. */
@Timeout(180)
class PresenceBrokerTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private BrokerUnderTest broker;
    private BrokerSession worker;

    @BeforeEach
    void start() {
        broker = new BrokerUnderTest(directory);
        worker = broker.worker().autoCommitSession();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void consumer_new_seesTheCurrentWordOfEachWorker() {
        say("w1", 1, LONG);
        say("w1", 2, LONG);
        say("w2", 1, LONG);

        assertThat(receive(consumer(broker.observer()), 2)).containsExactlyInAnyOrder("w1:2", "w2:1");
    }

    @Test
    void consumer_open_seesEachUpdate() {
        say("w1", 1, LONG);
        DeliveryConsumer consumer = consumer(broker.observer());
        assertThat(receive(consumer, 1)).containsExactly("w1:1");

        for (int slots = 2; slots <= 20; slots++) {
            say("w1", slots, LONG);
            assertThat(receive(consumer, 1)).containsExactly("w1:" + slots);
        }
    }

    @Test
    void consumers_several_eachSeeAll() {
        say("w1", 1, LONG);
        DeliveryConsumer first = consumer(broker.observer());
        assertThat(receive(first, 1)).containsExactly("w1:1");
        DeliveryConsumer second = consumer(broker.coordinator());
        assertThat(receive(second, 1)).containsExactly("w1:1");

        for (int slots = 2; slots <= 20; slots++) {
            say("w1", slots, LONG);
            say("w2", slots, LONG);
            assertThat(receive(first, 2)).containsExactlyInAnyOrder("w1:" + slots, "w2:" + slots);
            assertThat(receive(second, 2)).containsExactlyInAnyOrder("w1:" + slots, "w2:" + slots);
        }
    }

    @Test
    void consumer_firstReadBefore_secondStillSeesTheCurrentWords() {
        say("w1", 7, LONG);
        BrokerConnection gone = broker.observer();
        assertThat(receive(consumer(gone), 1)).containsExactly("w1:7");
        gone.close();

        assertThat(receive(consumer(broker.observer()), 1)).containsExactly("w1:7");
    }

    @Test
    void browser_readsTheCurrentWords() {
        say("w1", 1, LONG);
        say("w1", 2, LONG);
        try (BrokerSession session = broker.observer().session()) {
            DeliveryConsumer browser = session.browser(Addresses.PRESENCE, null);
            assertThat(text(browser.tryReceive())).isEqualTo("w1:2");
            assertThat(browser.tryReceive()).isNull();
        }
    }

    @Test
    void presence_notRepeatedInTime_disappears() {
        say("dead", 1, Duration.ofMillis(300));
        say("live", 1, LONG);
        BrokerSession observer = broker.observer().session();

        Polling.until(() -> observer.messageCount(Addresses.PRESENCE) == 1);

        assertThat(receive(consumer(broker.observer()), 1)).containsExactly("live:1");
    }

    @Test
    void presence_notRepeatedWhileConsumersWatch_disappears() {
        DeliveryConsumer watching = consumer(broker.observer());
        say("dead", 1, Duration.ofSeconds(3)); // long enough to be seen
        assertThat(receive(watching, 1)).containsExactly("dead:1");
        BrokerSession observer = broker.observer().session();

        Polling.until(() -> observer.messageCount(Addresses.PRESENCE) == 0);
    }

    private void say(String name, int slots, Duration timeToLive) {
        WorkerPresence presence =
                new WorkerPresence(new WorkerIdentity(name, "host", 1), slots, Instant.EPOCH, false, List.of());
        worker.send(Addresses.PRESENCE, presence.toEnvelope(timeToLive));
    }

    private static DeliveryConsumer consumer(BrokerConnection connection) {
        return connection.autoCommitSession().consumer(Addresses.PRESENCE, null, 64 * 1024);
    }

    private static List<String> receive(DeliveryConsumer consumer, int count) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Delivery delivery = consumer.receive(PATIENCE);
            if (delivery == null) {
                break;
            }
            words.add(text(delivery));
            delivery.acknowledge();
        }
        return words;
    }

    private static String text(Delivery delivery) {
        WorkerPresence presence = WorkerPresence.from(delivery.envelope());
        return presence.worker().name() + ":" + presence.slots();
    }
}
