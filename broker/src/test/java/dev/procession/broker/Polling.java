// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what the broker does in its own time and tells nobody. */
final class Polling {

    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final long INTERVAL_NANOS = 10_000_000L;

    private Polling() {}

    static void until(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as("nanoseconds waited").isLessThan(PATIENCE_NANOS);
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
    }
}
