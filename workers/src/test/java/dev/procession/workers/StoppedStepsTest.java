// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StoppedStepsTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final StoppedSteps steps = new StoppedSteps(() -> now);

    @Test
    void contains_stoppedLately_isTrueForThatStepAlone() {
        steps.add("repo:1");
        assertThat(steps.contains("repo:1")).isTrue();
        assertThat(steps.contains("repo:2")).isFalse();
        assertThat(steps.contains(null)).isFalse();
    }

    @Test
    void contains_stoppedLongAgo_isForgotten() {
        steps.add("repo:1");
        now = now.plus(Duration.ofHours(1));
        assertThat(steps.contains("repo:1")).isFalse();
    }

    @Test
    void add_again_countsFromTheLastTime() {
        steps.add("repo:1");
        now = now.plus(Duration.ofMinutes(9));
        steps.add("repo:1");
        now = now.plus(Duration.ofMinutes(9));
        assertThat(steps.contains("repo:1")).isTrue();
    }
}
