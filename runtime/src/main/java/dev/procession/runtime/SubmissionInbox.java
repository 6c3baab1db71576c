// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerLink;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.UnreadableMessageException;
import dev.procession.runtime.repository.SubmissionStore;
import dev.procession.runtime.repository.SubmissionStore.Arrival;
import jakarta.batch.operations.BatchRuntimeException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the submissions of a job repository from their durable queue, and starts each once.
 *
 * <p>A submission is noted in the repository, then started, then acknowledged. The execution carries the submission's id from the moment it
 * exists; so wherever this process dies, the next one that gets the message finds out how far it came.
 */
final class SubmissionInbox implements AutoCloseable {

    /** Starts a job; answers the execution. */
    interface Starter {
        long start(String job, @Nullable String xml, Properties parameters);
    }

    private static final Logger log = LoggerFactory.getLogger(SubmissionInbox.class);
    private static final long LEAST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private final BrokerLink broker;
    private final String queue;
    private final SubmissionStore store;
    private final Starter starter;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable BrokerSession session;
    private long pauseMillis = LEAST_PAUSE_MILLIS;

    private SubmissionInbox(BrokerLink broker, String repository, SubmissionStore store, Starter starter) {
        this.broker = broker;
        this.queue = Addresses.submissionQueue(repository);
        this.store = store;
        this.starter = starter;
        this.thread = new Thread(this::run, "submissions");
        thread.setDaemon(true);
    }

    static SubmissionInbox open(BrokerLink broker, String repository, SubmissionStore store, Starter starter) {
        SubmissionInbox inbox = new SubmissionInbox(broker, repository, store, starter);
        inbox.thread.start();
        return inbox;
    }

    private void run() {
        try {
            do {
                try (BrokerSession opened = broker.connection().session()) {
                    session = opened;
                    opened.createDurableQueue(queue);
                    DeliveryConsumer consumer = opened.consumer(queue, null, 0);
                    for (Delivery delivery = consumer.receive();
                            delivery != null && closed.getCount() > 0;
                            delivery = consumer.receive()) {
                        take(delivery);
                        delivery.acknowledge();
                        opened.commit();
                        pauseMillis = LEAST_PAUSE_MILLIS;
                    }
                } catch (MessagingException e) {
                    log.debug("submissions cannot be taken now: {}", e.getMessage());
                } catch (RuntimeException e) { // the repository, most likely; the submission is in its queue again
                    log.warn("a submission has to wait: {}", e.getMessage());
                }
            } while (!closed.await(nextPauseMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long nextPauseMillis() {
        long pause = pauseMillis;
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
        return pause;
    }

    private void take(Delivery delivery) {
        Submission submission;
        try {
            submission = Submission.from(delivery.envelope());
        } catch (UnreadableMessageException e) {
            log.error("a submission was dropped: {}", e.getMessage());
            return;
        }
        Optional<Arrival> before = store.receive(submission.id(), submission.job(), Instant.now());
        if (before.isEmpty()) {
            start(submission);
        } else if (before.get().executionId() == null && before.get().refusal() == null) {
            store.findExecution(submission.id())
                    .ifPresentOrElse(execution -> store.started(submission.id(), execution), () -> start(submission));
        } else {
            log.info("submission {} came once more and was dropped", submission.id());
        }
    }

    private void start(Submission submission) {
        Properties parameters = new Properties();
        parameters.putAll(submission.parameters());
        parameters.setProperty(SubmissionStore.PARAMETER, submission.id());
        try {
            long execution = starter.start(submission.job(), submission.xml(), parameters);
            store.started(submission.id(), execution);
            log.info("submission {} is execution {} of {}", submission.id(), execution, submission.job());
        } catch (BatchRuntimeException e) {
            if (isOfDatabase(e)) {
                throw e;
            }
            store.refused(submission.id(), String.valueOf(e.getMessage()));
            log.warn("submission {} of {} was refused: {}", submission.id(), submission.job(), e.getMessage());
        }
    }

    private static boolean isOfDatabase(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                return true;
            }
        }
        return false;
    }

    /** Takes no more; one that is being started is started first. */
    @Override
    public void close() {
        closed.countDown();
        BrokerSession open = session;
        if (open != null) {
            open.close();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
