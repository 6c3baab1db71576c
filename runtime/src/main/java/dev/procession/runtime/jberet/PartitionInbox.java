// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerLink;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.PartitionEvent;
import dev.procession.messaging.StepKey;
import dev.procession.messaging.UnreadableMessageException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the result queue of one step execution and passes on each event once.
 *
 * <p>After a lost connection the broker delivers everything again from the beginning. What was passed on before is known by partition, attempt
 * and, for collector data, its sequence number.
 */
final class PartitionInbox implements AutoCloseable {

    /** Takes the events, in order. A failure is tried again with the same event until it succeeds or the inbox is closed. */
    interface Receiver {
        /** Whether it can take more collector data now; asked again until it can. */
        boolean isReady();

        void started(PartitionEvent.Started event);

        void returned(PartitionEvent.Returned event);

        void lost(PartitionEvent.Lost event);

        void collected(PartitionEvent.Collected event);

        void ended(PartitionEvent.Ended event);
    }

    private record Seen(int partition, int attempt, long sequence) {}

    private static final Logger log = LoggerFactory.getLogger(PartitionInbox.class);
    private static final int WINDOW_BYTES = 1024 * 1024;
    private static final long MAX_PAUSE_MILLIS = 5_000;
    private static final long READY_MILLIS = 10;

    private final StepKey step;
    private final BrokerLink broker;
    private final Receiver receiver;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<Seen> collected = new HashSet<>();
    private final Set<Integer> ended = new HashSet<>();
    private @Nullable BrokerSession session;

    PartitionInbox(StepKey step, BrokerLink broker, Receiver receiver) {
        this.step = step;
        this.broker = broker;
        this.receiver = receiver;
        this.thread = new Thread(this::run, "results-of-step-" + step.stepExecutionId());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        long pause = 50;
        try {
            while (!isClosed()) {
                try (BrokerSession opened = broker.connection().session()) {
                    pause = 50;
                    if (use(opened)) {
                        receiveAll(opened.consumer(Addresses.resultQueue(step), null, WINDOW_BYTES));
                    }
                } catch (MessagingException e) {
                    if (!isClosed()) {
                        log.warn(
                                "results of step execution {} have to wait: {}",
                                step.stepExecutionId(),
                                e.getMessage());
                    }
                }
                pause = pause(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the inbox is not closed yet; whoever closes it then closes this session too. */
    private synchronized boolean use(BrokerSession opened) {
        session = opened;
        return !isClosed();
    }

    private synchronized @Nullable BrokerSession sessionToClose() {
        closed.countDown();
        return session;
    }

    private void receiveAll(DeliveryConsumer consumer) throws InterruptedException {
        for (Delivery delivery = consumer.receive(); delivery != null; delivery = consumer.receive()) {
            PartitionEvent event = read(step, delivery.envelope());
            if (event != null) {
                passOn(event);
            }
        }
    }

    /** The event of a message; null if it cannot be read, unless it is one that the step waits for. */
    static @Nullable PartitionEvent read(StepKey step, Envelope message) {
        try {
            return PartitionEvent.from(message);
        } catch (UnreadableMessageException e) {
            PartitionEvent.Ended end = PartitionEvent.unreadableEnd(message, Instant.now(), e);
            log.error(
                    "a result of step execution {} {}: {}",
                    step.stepExecutionId(),
                    end == null ? "was dropped" : "fails partition " + end.key().partition(),
                    e.getMessage());
            return end;
        }
    }

    private void passOn(PartitionEvent event) throws InterruptedException {
        long pause = 50;
        while (!isClosed()) {
            try {
                passOnOnce(event);
                return;
            } catch (RuntimeException e) {
                log.error("a result of step execution {} could not be stored yet", step.stepExecutionId(), e);
                pause = pause(pause);
            }
        }
    }

    /** False once closed. */
    private boolean awaitReady() throws InterruptedException {
        while (!isClosed() && !receiver.isReady()) {
            closed.await(READY_MILLIS, TimeUnit.MILLISECONDS);
        }
        return !isClosed();
    }

    private void passOnOnce(PartitionEvent event) throws InterruptedException {
        int partition = event.key().partition();
        if (event instanceof PartitionEvent.Started started) {
            receiver.started(started);
        } else if (event instanceof PartitionEvent.Returned returned) {
            receiver.returned(returned);
        } else if (event instanceof PartitionEvent.Lost lost) {
            receiver.lost(lost);
        } else if (event instanceof PartitionEvent.Collected data) {
            if (!collected.contains(new Seen(partition, event.attempt(), data.sequence())) && awaitReady()) {
                receiver.collected(data);
                collected.add(new Seen(partition, event.attempt(), data.sequence()));
            }
        } else if (event instanceof PartitionEvent.Ended end && !ended.contains(partition)) {
            receiver.ended(end);
            ended.add(partition);
        }
    }

    /** Waits, or not once closed; answers how long to wait the next time. */
    private long pause(long millis) throws InterruptedException {
        closed.await(millis, TimeUnit.MILLISECONDS);
        return Math.min(MAX_PAUSE_MILLIS, millis * 2);
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public void close() {
        BrokerSession open = sessionToClose();
        if (open != null) {
            open.close(); // ends a blocked receive
        }
        if (thread != Thread.currentThread()) {
            try {
                thread.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
