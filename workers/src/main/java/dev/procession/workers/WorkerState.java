// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Whether a worker is to go on, is ending or has ended; wakes whoever waits for that. */
final class WorkerState {

    private @Nullable WorkerEnd reason;
    private Duration grace = Duration.ZERO;
    private boolean ended;

    /** Whether this call was the first; a later one can only shorten the grace. */
    synchronized boolean beginEnd(WorkerEnd why, Duration mayTake) {
        boolean first = reason == null;
        if (first) {
            reason = why;
        }
        reason = why == WorkerEnd.STUCK ? why : reason;
        grace = first || mayTake.compareTo(grace) < 0 ? mayTake : grace;
        notifyAll();
        return first;
    }

    synchronized boolean isEnding() {
        return reason != null;
    }

    /** To be called when a condition of {@link #await} may have come true. */
    synchronized void changed() {
        notifyAll();
    }

    /** Blocks until the worker is to end, or the condition is true. */
    synchronized void await(BooleanSupplier condition) throws InterruptedException {
        while (reason == null && !condition.getAsBoolean()) {
            wait();
        }
    }

    /** Blocks until the worker is to end, but no longer than this. */
    synchronized void awaitEnding(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos(); left > 0 && reason == null; left = end - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
    }

    /** Blocks until the condition is true or the grace, which may still become shorter, is over. */
    synchronized void awaitDuringGrace(BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            long left = grace.toNanos() - (System.nanoTime() - start);
            if (left <= 0) {
                return;
            }
            wait(left / 1_000_000 + 1);
        }
    }

    synchronized void ended() {
        ended = true;
        notifyAll();
    }

    synchronized WorkerEnd awaitEnded() throws InterruptedException {
        while (!ended) {
            wait();
        }
        return reason == null ? WorkerEnd.DRAINED : reason;
    }
}
