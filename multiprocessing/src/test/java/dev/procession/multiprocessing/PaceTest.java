// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

    private final Pace pace = new Pace();

    @Test
    void itemsIn_nothingObserved_isOne() {
        assertThat(pace.nanos(5)).isEqualTo(Pace.UNKNOWN);
        assertThat(pace.itemsIn(1_000_000, 100)).isEqualTo(1);
    }

    @Test
    void observe_manyItems_outweighTheFirstOne() {
        pace.observe(10_000_000, 1);
        assertThat(pace.itemsIn(4_000_000, 1000)).isEqualTo(1);
        pace.observe(1_000_000, 1000);
        assertThat(pace.nanos(1)).isBetween(1_000L, 6_000L);
        pace.observe(1_000_000, 1000);
        pace.observe(1_000_000, 1000);
        assertThat(pace.nanos(1)).isBetween(1_000L, 1_500L);
    }

    @Test
    void observe_asManyItems_countsTheLatestMost() {
        pace.observe(1_000, 1);
        pace.observe(1_000, 1);
        pace.observe(2_000, 1);
        assertThat(pace.nanos(1)).isBetween(1_500L, 1_800L);
    }
}
