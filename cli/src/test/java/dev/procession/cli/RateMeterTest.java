// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateMeterTest {

    private final RateMeter meter = new RateMeter(Duration.ofSeconds(5), Duration.ofSeconds(1));

    private void note(int second, long count) {
        meter.note(Duration.ofSeconds(second), count);
    }

    @Test
    void perSecond_nothingOrTooLittleSeen_isUnknown() {
        assertThat(meter.perSecond()).isEmpty();
        note(0, 10);
        assertThat(meter.perSecond()).isEmpty();
        meter.note(Duration.ofMillis(900), 20);
        assertThat(meter.perSecond()).isEmpty();
    }

    @Test
    void perSecond_aPauseAfterAQuickStart_forgetsTheStart() {
        for (int second = 0; second <= 4; second++) {
            note(second, 100L * second);
        }
        assertThat(meter.perSecond()).hasValue(100);
        for (int second = 5; second <= 10; second++) {
            note(second, 400);
        }
        assertThat(meter.perSecond()).hasValue(0);
    }

    @Test
    void perSecond_countFellBack_beginsAnew() {
        note(0, 0);
        note(1, 1000);
        note(2, 10);
        assertThat(meter.perSecond()).isEmpty();
        note(4, 30);
        assertThat(meter.perSecond()).hasValue(10);
    }
}
