// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The step executions that were stopped lately. A step execution that was stopped never runs again, so nothing is undone. */
final class StoppedSteps {

    private static final Duration MEMORY = Duration.ofMinutes(10);

    private final InstantSource clock;
    private final Map<String, Instant> stoppedAt = new LinkedHashMap<>();

    StoppedSteps(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void add(String step) {
        forget();
        stoppedAt.remove(step); // so that the oldest stays first
        stoppedAt.put(step, clock.instant());
    }

    synchronized boolean contains(@Nullable String step) {
        forget();
        return step != null && stoppedAt.containsKey(step);
    }

    private void forget() {
        Instant oldest = clock.instant().minus(MEMORY);
        stoppedAt.values().removeIf(at -> at.isBefore(oldest));
    }
}
