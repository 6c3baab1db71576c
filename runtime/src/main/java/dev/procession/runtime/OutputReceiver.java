// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerLink;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.TaskOutput;
import dev.procession.messaging.UnreadableMessageException;
import dev.procession.messaging.WireWriter;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on what partitions print in their workers, and what they log to the loggers of the same names.
 *
 * <p>A worker sends what a partition printed before it sends its result, on another queue: so before a step counts as ended, {@link
 * #awaitShown()} sends a mark after everything and waits until it has come round.
 */
final class OutputReceiver implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OutputReceiver.class);
    private static final String MARK = "output-mark";
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int WINDOW_BYTES = 1024 * 1024;

    private final BrokerLink broker;
    private final String repository;
    private final OutputListener listener;
    private final ConcurrentMap<String, CountDownLatch> marks = new ConcurrentHashMap<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable BrokerSession session;

    private OutputReceiver(BrokerLink broker, String repository, OutputListener listener) {
        this.broker = broker;
        this.repository = repository;
        this.listener = listener;
    }

    /** Subscribes; what is printed after this is received. */
    static OutputReceiver open(BrokerLink broker, String repository, OutputListener listener)
            throws InterruptedException {
        OutputReceiver receiver = new OutputReceiver(broker, repository, listener);
        Thread thread = new Thread(receiver::run, "partition-output");
        thread.setDaemon(true);
        thread.start();
        if (!receiver.ready.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            log.warn("what partitions print is not shown yet: the broker does not answer");
        }
        return receiver;
    }

    private void run() {
        try {
            do {
                try (BrokerSession opened = broker.connection().autoCommitSession()) {
                    if (use(opened)) {
                        receive(opened);
                    }
                } catch (MessagingException e) {
                    log.debug("what partitions print cannot be received now: {}", e.getMessage());
                }
            } while (!closed.await(500, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether this is not closed yet; whoever closes it then closes this session too. */
    private synchronized boolean use(BrokerSession opened) {
        session = opened;
        return closed.getCount() > 0;
    }

    private void receive(BrokerSession opened) {
        String queue = Addresses.OUTPUT + "." + UUID.randomUUID();
        opened.createTemporarySubscription(queue, Addresses.OUTPUT, Headers.ofRepository(repository));
        DeliveryConsumer consumer = opened.consumer(queue, null, WINDOW_BYTES);
        ready.countDown();
        for (Delivery delivery = consumer.receive(); delivery != null; delivery = consumer.receive()) {
            delivery.acknowledge();
            pass(delivery.envelope());
        }
    }

    private void pass(Envelope envelope) {
        if (envelope.kind().equals(MARK)) {
            CountDownLatch mark = marks.remove(envelope.open(MARK, 1).string());
            if (mark != null) {
                mark.countDown();
            }
            return;
        }
        try {
            TaskOutput output = TaskOutput.from(envelope);
            output.entries().forEach(entry -> pass(output, entry));
        } catch (UnreadableMessageException e) {
            log.warn("something that a partition printed was not shown: {}", e.getMessage());
        }
    }

    private void pass(TaskOutput output, TaskOutput.Entry entry) {
        if (entry instanceof TaskOutput.Line line) {
            listener.printed(line);
        } else if (entry instanceof TaskOutput.Logged logged) {
            java.util.logging.Logger.getLogger(logged.logger()).log(new PartitionLogRecord(output, logged));
        }
    }

    /** Waits until all that is on the broker now was shown; not for long, since a job matters more than what it prints. */
    void awaitShown() {
        String id = UUID.randomUUID().toString();
        CountDownLatch mark = new CountDownLatch(1);
        marks.put(id, mark);
        try (BrokerSession sending = broker.connection().autoCommitSession()) {
            sending.send(
                    Addresses.OUTPUT,
                    Envelope.transientMessage(
                                    MARK, 1, new WireWriter().string(id).toBytes())
                            .header(Headers.REPOSITORY, repository));
            if (!mark.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("what partitions printed may come late: it has not come within {}", LIMIT);
            }
        } catch (MessagingException e) {
            log.debug("what partitions printed may come late", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            marks.remove(id);
        }
    }

    @Override
    public void close() {
        BrokerSession open;
        synchronized (this) {
            closed.countDown();
            open = session;
        }
        if (open != null) {
            open.close();
        }
    }
}
