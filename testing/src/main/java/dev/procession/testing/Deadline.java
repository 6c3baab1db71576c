// SPDX-License-Identifier: Apache-2.0
package dev.procession.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The moment by which a test has seen what it waits for: one for all waits of a test, so that they cannot add up. */
public final class Deadline {

    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

    private final long startNanos = System.nanoTime();
    private final long lengthNanos;

    private Deadline(Duration length) {
        this.lengthNanos = length.toNanos();
    }

    /** A deadline that begins now. */
    public static Deadline in(Duration length) {
        return new Deadline(length);
    }

    /** What is left of it; zero when it has passed. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, lengthNanos - (System.nanoTime() - startNanos)));
    }

    /**
     * Waits for a state that nobody announces, such as the length of a queue; for an event use {@link EventLog}.
     *
     * @param what completes the sentence "the deadline passed before ..."
     * @throws AssertionError if the deadline passes first
     */
    public void await(String what, BooleanSupplier state) {
        while (!state.getAsBoolean()) {
            if (remaining().isZero()) {
                throw new AssertionError("the deadline passed before " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
