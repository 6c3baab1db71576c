// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.MessagingException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread of a worker that takes one task after the other, each held by a session of the slot's own.
 *
 * <p>A slot outlives connections. After a loss it goes on with the next one as soon as the task that it was running has ended; until
 * then it takes no other, so that a worker never runs more tasks than it has slots.
 *
 * <p>The receive is unbounded, since a bounded one on an empty window can lose the broker's credit; closing the session ends it.
 */
final class Slot implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Leases leases;
    private final TaskHandlers handlers;
    private final TaskRunner runner;
    private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    private final Object lock = new Object();
    private boolean draining;
    private @Nullable BrokerSession waiting;
    private @Nullable Thread runningThread;
    private @Nullable Lease runningLease;
    private @Nullable String lastTrouble;

    Slot(Leases leases, TaskHandlers handlers, TaskRunner runner) {
        this.leases = leases;
        this.handlers = handlers;
        this.runner = runner;
    }

    @Override
    public void run() {
        try {
            for (Lease lease = leases.next(); lease != null; lease = leases.next()) {
                if (serve(lease) == TaskOutcome.LOST && !lease.isLost()) {
                    pause(); // the broker refused a commit, and would again
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // only the end of the worker interrupts a slot that runs nothing
        }
    }

    /** Takes tasks until the session is of no more use; returns what the last one came to, or null. */
    private @Nullable TaskOutcome serve(Lease lease) throws InterruptedException {
        TaskOutcome outcome = null;
        try (BrokerSession session = lease.connection().session()) {
            DeliveryConsumer consumer = session.consumer(Addresses.TASKS, handlers.selector(), 0);
            while (beginWaiting(session)) {
                Delivery delivery = consumer.receive();
                if (!endWaiting() || delivery == null) {
                    break; // closing the session gives back a task that came while it was told to drain
                }
                lastTrouble = null;
                outcome = hold(lease, () -> runner.run(lease, session, delivery));
                if (outcome == TaskOutcome.LOST) {
                    break; // the session is not to be trusted, even if the connection is there
                }
                pauseAfter(outcome);
            }
        } catch (RuntimeException e) {
            trouble(lease, e);
        }
        return outcome;
    }

    /** Whether the slot may wait for a task. */
    private boolean beginWaiting(BrokerSession session) {
        synchronized (lock) {
            waiting = draining ? null : session;
            return !draining;
        }
    }

    private boolean endWaiting() {
        synchronized (lock) {
            waiting = null;
            return !draining;
        }
    }

    interface Held {
        TaskOutcome run();
    }

    private TaskOutcome hold(Lease lease, Held task) {
        synchronized (lock) {
            runningThread = Thread.currentThread();
            runningLease = lease;
        }
        try {
            return task.run();
        } finally {
            synchronized (lock) {
                runningThread = null;
                runningLease = null;
                lock.notifyAll();
            }
            Thread.interrupted(); // whoever interrupted meant the task
        }
    }

    /** A task that this worker gives back returns to it at once, if no other is idle: without a pause that is a hot loop. */
    private void pauseAfter(TaskOutcome outcome) throws InterruptedException {
        if (outcome == TaskOutcome.COMPLETED || outcome == TaskOutcome.DEAD_LETTER) {
            backoff.reset();
        } else {
            pause();
        }
    }

    // When the connection is lost the worker says so; this is for a broker that is there, but without the queue or our
    // rights.
    private void trouble(Lease lease, RuntimeException e) throws InterruptedException {
        if (lease.isLost() || isDraining()) {
            return;
        }
        if (!Objects.equals(lastTrouble, e.getMessage())) {
            lastTrouble = e.getMessage();
            LOG.warn(
                    "a slot can take no tasks, and goes on trying: {}",
                    e.getMessage(),
                    e instanceof MessagingException ? null : e);
        }
        pause();
    }

    private void pause() throws InterruptedException {
        long end = System.nanoTime() + backoff.next().toNanos();
        synchronized (lock) {
            for (long left = end - System.nanoTime(); left > 0 && !draining; left = end - System.nanoTime()) {
                lock.wait(left / 1_000_000 + 1);
            }
        }
    }

    private boolean isDraining() {
        synchronized (lock) {
            return draining;
        }
    }

    /** Takes no more tasks; blocks while an idle session closes. */
    void drain() {
        BrokerSession idle;
        synchronized (lock) {
            draining = true;
            idle = waiting;
            lock.notifyAll();
        }
        if (idle != null) {
            idle.close();
        }
    }

    /** Interrupts the thread if it still runs a task whose lease is lost. */
    void interruptLost() {
        synchronized (lock) {
            if (runningThread != null && runningLease != null && runningLease.isLost()) {
                runningThread.interrupt();
            }
        }
    }

    /** The thread that still runs a task of this lease, or null. */
    @Nullable
    Thread stuckOn(Lease lease) {
        synchronized (lock) {
            return runningLease == lease ? runningThread : null;
        }
    }
}
