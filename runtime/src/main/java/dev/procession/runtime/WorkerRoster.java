// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerLink;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.UnreadableMessageException;
import dev.procession.messaging.WorkerPresence;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers that are there now, as they say themselves.
 *
 * <p><em>Failure:</em> a worker that has said nothing for {@link #SILENCE} is taken for gone; so a killed worker stays in the list as long.
 *
 * <p><em>Threads:</em> safe for use by several threads.
 */
public final class WorkerRoster implements AutoCloseable {

    /** How long a worker's last word counts. */
    public static final Duration SILENCE = Duration.ofSeconds(4);

    private static final Logger log = LoggerFactory.getLogger(WorkerRoster.class);

    private record Word(WorkerPresence presence, long heardNanos) {}

    private final BrokerLink broker;
    private final Map<String, Word> words = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable BrokerSession session;

    private WorkerRoster(BrokerLink broker) {
        this.broker = broker;
        this.thread = new Thread(this::run, "worker-roster");
        thread.setDaemon(true);
    }

    /** Starts to listen. */
    static WorkerRoster open(BrokerLink broker) {
        WorkerRoster roster = new WorkerRoster(broker);
        roster.thread.start();
        return roster;
    }

    private void run() {
        try {
            do {
                try (BrokerSession opened = broker.connection().session()) {
                    session = opened;
                    DeliveryConsumer consumer = opened.consumer(Addresses.PRESENCE, null, 1024 * 1024);
                    for (Delivery delivery = consumer.receive(); delivery != null; delivery = consumer.receive()) {
                        hear(delivery);
                        // The queue keeps its messages all the same: each tells the latest to everyone who asks.
                        delivery.acknowledge();
                        opened.commit();
                    }
                } catch (MessagingException e) {
                    log.debug("workers cannot be heard now: {}", e.getMessage());
                }
            } while (!closed.await(500, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hear(Delivery delivery) {
        try {
            WorkerPresence presence = WorkerPresence.from(delivery.envelope());
            synchronized (this) {
                if (presence.ended()) {
                    words.remove(presence.worker().text());
                } else {
                    words.put(presence.worker().text(), new Word(presence, System.nanoTime()));
                }
                notifyAll();
            }
        } catch (UnreadableMessageException e) {
            log.warn("a worker said something that cannot be read: {}", e.getMessage());
        }
    }

    /** The workers of now, by name. */
    public synchronized List<WorkerPresence> workers() {
        long oldest = System.nanoTime() - SILENCE.toNanos();
        words.values().removeIf(word -> word.heardNanos() - oldest < 0);
        return words.values().stream()
                .map(Word::presence)
                .sorted((a, b) -> a.worker().text().compareTo(b.worker().text()))
                .toList();
    }

    /**
     * Waits until so many workers of a kind are there.
     *
     * @return whether they came in time
     */
    public synchronized boolean await(int count, Predicate<WorkerPresence> kind, Duration timeout)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (workers().stream().filter(kind).count() < count) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(Math.max(1, Math.min(left / 1_000_000, 500)));
        }
        return true;
    }

    @Override
    public void close() {
        closed.countDown();
        BrokerSession open = session;
        if (open != null) {
            open.close();
        }
    }
}
