// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import java.time.Duration;

/** How long to wait after the n-th failure in a row: twice as long each time, up to a limit. For one thread. */
final class Backoff {

    private final Duration first;
    private final Duration limit;
    private int failures;

    Backoff(Duration first, Duration limit) {
        this.first = first;
        this.limit = limit;
    }

    /** Counts one more failure, and says how long to wait now. */
    Duration next() {
        Duration delay = first.multipliedBy(1L << Math.min(failures, 20));
        failures++;
        return delay.compareTo(limit) < 0 ? delay : limit;
    }

    int failures() {
        return failures;
    }

    void reset() {
        failures = 0;
    }
}
