// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerLink;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Headers;
import dev.procession.messaging.PartitionEvent;
import dev.procession.messaging.PartitionKey;
import dev.procession.messaging.PartitionState;
import dev.procession.messaging.StepKey;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the events of a step reach the coordinator. */
@BrokerTest
class PartitionInboxBrokerTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final StepKey STEP = new StepKey("repo", 1);
    private static final PartitionKey KEY = new PartitionKey(STEP, 0);

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger room = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private BrokerLink link;
    private BrokerSession session;
    private PartitionInbox inbox;

    @BeforeEach
    void open(TestBroker broker) {
        link = BrokerLink.open(broker.coordinator(), TestBroker.SETTINGS);
        session = link.connection().session();
        session.createDurableQueue(Addresses.resultQueue(STEP), Addresses.RESULTS, Headers.ofStep(STEP));
        inbox = new PartitionInbox(STEP, link, new Recorder());
    }

    @AfterEach
    void close() {
        inbox.close();
        link.close();
    }

    private void send(PartitionEvent event) {
        session.send(Addresses.RESULTS, event.toEnvelope());
        session.commit();
    }

    private static PartitionEvent collected(int sequence) {
        return new PartitionEvent.Collected(KEY, 1, sequence, new byte[] {(byte) sequence});
    }

    private static PartitionEvent ended() {
        WorkerIdentity worker = new WorkerIdentity("worker", "host", 1);
        return new PartitionEvent.Ended(
                KEY, 1, worker, Instant.EPOCH, "COMPLETED", null, PartitionState.INITIAL, Map.of(), null);
    }

    private void awaitReceived(String... events) {
        await().atMost(DEADLINE).until(() -> received.equals(List.of(events)));
    }

    @Test
    void collected_receiverHasNoRoom_waitsAndKeepsTheOrder() {
        room.set(1);
        send(collected(0));
        send(collected(1));
        send(ended());
        inbox.start();
        awaitReceived("data 0");
        int before = asked.get();
        await().atMost(DEADLINE).until(() -> asked.get() > before + 2);
        assertThat(received).containsExactly("data 0");

        room.set(10);

        awaitReceived("data 0", "data 1", "ended");
    }

    @Test
    void collected_deliveredTwice_countsOnce() {
        room.set(10);
        send(collected(0));
        send(collected(0));
        send(ended());
        send(ended());
        send(collected(1));
        inbox.start();

        awaitReceived("data 0", "ended", "data 1");
    }

    @Test
    void close_receiverHasNoRoom_returns() {
        send(collected(0));
        inbox.start();
        await().atMost(DEADLINE).until(() -> asked.get() > 0);

        inbox.close();

        assertThat(received).isEmpty();
    }

    private final class Recorder implements PartitionInbox.Receiver {
        @Override
        public boolean isReady() {
            asked.incrementAndGet();
            return received.size() < room.get();
        }

        @Override
        public void started(PartitionEvent.Started event) {
            received.add("started");
        }

        @Override
        public void returned(PartitionEvent.Returned event) {
            received.add("returned");
        }

        @Override
        public void lost(PartitionEvent.Lost event) {
            received.add("lost");
        }

        @Override
        public void collected(PartitionEvent.Collected event) {
            received.add("data " + event.sequence());
        }

        @Override
        public void ended(PartitionEvent.Ended event) {
            received.add("ended");
        }
    }
}
