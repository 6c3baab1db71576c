// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DelayTotalsTest {

    private static final ByteRange ROWS = new ByteRange(40, 140);

    private final DelayTotals totals = new DelayTotals();

    @Test
    void merge_anyOrderAndRepeated_countsEachDeltaOnce() {
        List<DelayDelta> deltas = new ArrayList<>();
        for (ByteRange bytes : ROWS.split(25)) {
            deltas.add(delta(bytes.start(), bytes.end(), delays(1, 10), "DEN"));
        }
        deltas.addAll(List.copyOf(deltas));
        long seed = System.nanoTime();
        Collections.shuffle(deltas, new Random(seed));

        long counted = deltas.stream().filter(totals::merge).count();

        assertThat(counted).as("seed %d", seed).isEqualTo(25);
        assertThat(totals.delays()).as("seed %d", seed).isEqualTo(Map.of("DEN", delays(25, 250)));
        assertThat(totals.firstMissing(ROWS)).as("seed %d", seed).isEqualTo(ROWS.end());
    }

    @Test
    void merge_severalAirports_keepsThemApart() {
        totals.merge(delta(40, 50, new AirportDelays("Denver", 2, 30, 25, 1), "DEN"));
        totals.merge(delta(50, 60, new AirportDelays("Denver", 1, -4, -4, 0), "DEN"));
        totals.merge(delta(60, 70, new AirportDelays("Boston", 1, 16, 16, 1), "BOS"));

        assertThat(totals.delays())
                .isEqualTo(Map.of(
                        "DEN", new AirportDelays("Denver", 3, 26, 25, 1),
                        "BOS", new AirportDelays("Boston", 1, 16, 16, 1)));
    }

    @Test
    void firstMissing_deltaLost_isItsFirstByte() {
        totals.merge(delta(40, 60, delays(1, 1), "DEN"));
        totals.merge(delta(80, 140, delays(1, 1), "DEN"));

        assertThat(totals.firstMissing(ROWS)).isEqualTo(60);
    }

    @Test
    void firstMissing_noRows_isTheirEnd() {
        assertThat(totals.firstMissing(new ByteRange(40, 40))).isEqualTo(40);
    }

    @Test
    void merge_deltaOverlapsAnother_fails() {
        totals.merge(delta(50, 60, delays(1, 1), "DEN"));

        assertThatThrownBy(() -> totals.merge(delta(55, 65, delays(1, 1), "DEN")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> totals.merge(delta(45, 55, delays(1, 1), "DEN")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> totals.merge(delta(45, 65, delays(1, 1), "DEN")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(totals.delays()).isEqualTo(Map.of("DEN", delays(1, 1)));
    }

    @Test
    void of_delayOfFifteenMinutes_isNotLate() {
        assertThat(AirportDelays.of(departure(15)).late()).isZero();
        assertThat(AirportDelays.of(departure(16)).late()).isEqualTo(1);
    }

    private static Departure departure(int delay) {
        return new Departure(Flight.parse("2001/01/01 00:47," + delay + ",1750,DEN,LAS"), "Denver");
    }

    private static AirportDelays delays(long flights, long delay) {
        return new AirportDelays("Denver", flights, delay, 10, 0);
    }

    private static DelayDelta delta(long start, long end, AirportDelays delays, String airport) {
        return new DelayDelta(new ByteRange(start, end), Map.of(airport, delays));
    }
}
