// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.messaging.WorkerPresence;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps saying over one connection that the worker is there, and what it runs.
 *
 * <p><em>Threads:</em> sends on its own thread and session, so that a slow broker does not hold up a slot and a slot not the
 * announcements.
 */
final class PresenceAnnouncer implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(PresenceAnnouncer.class);
    private static final Duration LAST_WORD = Duration.ofSeconds(5);
    private static final int INTERVALS_TO_LIVE = 3;
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(50);

    private final BrokerConnection connection;
    private final WorkerIdentity worker;
    private final WorkerSettings settings;
    private final Instant since;
    private final RunningTasks running;
    private final ForeignTasks foreign;
    private final Semaphore changes = new Semaphore(0);
    private final CountDownLatch ending = new CountDownLatch(1);

    PresenceAnnouncer(
            BrokerConnection connection,
            WorkerIdentity worker,
            WorkerSettings settings,
            Instant since,
            RunningTasks running,
            ForeignTasks foreign) {
        this.connection = connection;
        this.worker = worker;
        this.settings = settings;
        this.since = since;
        this.running = running;
        this.foreign = foreign;
    }

    /** Announces soon; never blocks. */
    void changed() {
        changes.release();
    }

    /** Says the last word, and ends. */
    void end() {
        ending.countDown();
        changes.release();
    }

    private boolean isEnding() {
        return ending.getCount() == 0;
    }

    @Override
    public void run() {
        String trouble = "";
        try {
            while (!connection.isLost()) {
                try (BrokerSession session = connection.autoCommitSession()) {
                    announceUntilEnd(session);
                    return;
                } catch (MessagingException e) {
                    if (!connection.isLost() && !trouble.equals(e.getMessage())) {
                        trouble = String.valueOf(e.getMessage());
                        LOG.warn(
                                "worker {} cannot say that it is there, and goes on trying: {}",
                                worker.text(),
                                trouble);
                    }
                }
                if (isEnding()) {
                    return;
                }
                awaitChange();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the worker is ending, and could not wait
        }
    }

    private void announceUntilEnd(BrokerSession session) throws InterruptedException {
        Duration timeToLive = settings.presenceInterval().multipliedBy(INTERVALS_TO_LIVE);
        while (!isEnding()) {
            announce(session, timeToLive);
            if (running.size() == 0) {
                foreign.look(session, running.taken());
            }
            awaitChange();
        }
        announce(session, LAST_WORD);
    }

    private void announce(BrokerSession session, Duration timeToLive) {
        changes.drainPermits(); // before looking: a change after the look is announced next time
        WorkerPresence presence = new WorkerPresence(worker, settings.slots(), since, isEnding(), running.reports());
        session.send(Addresses.PRESENCE, presence.toEnvelope(timeToLive));
    }

    // Short tasks change far more often than anybody looks: at most one message in the shortest interval.
    private void awaitChange() throws InterruptedException {
        if (!ending.await(SHORTEST_INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
            changes.tryAcquire(
                    settings.presenceInterval().minus(SHORTEST_INTERVAL).toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
