// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * How long to wait after the n-th failure in a row: twice as long each time, up to a limit.
 *
 * <p><em>Threads:</em> for one thread.
 */
public final class Backoff {

    private final Duration first;
    private final Duration limit;
    private int failures;

    /** Waits for {@code first} after the first failure, and never longer than {@code limit}. */
    public Backoff(Duration first, Duration limit) {
        this.first = first;
        this.limit = limit;
    }

    /** Counts one more failure, and says how long to wait now. */
    Duration next() {
        Duration delay = first.multipliedBy(1L << Math.min(failures, 20));
        failures++;
        return delay.compareTo(limit) < 0 ? delay : limit;
    }

    /**
     * Counts one more failure of something that does not say when it is there again, such as a database, and waits.
     *
     * @return false at once if this thread is interrupted, which it stays
     */
    public boolean pause() {
        try {
            // The timer of the JDK, as all of its timed futures: the wait ends like any other, by time or by interrupt.
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, next().toNanos(), TimeUnit.NANOSECONDS)
                    .get();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // nobody completes it with a failure
        }
    }

    int failures() {
        return failures;
    }

    void reset() {
        failures = 0;
    }
}
