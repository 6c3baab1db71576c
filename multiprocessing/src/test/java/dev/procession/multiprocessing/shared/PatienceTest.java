// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PatienceTest {

    private final Patience patience = new Patience(2);

    private long looksIn(int waits, boolean found) {
        return IntStream.range(0, waits)
                .filter(i -> {
                    boolean looks = patience.mayLook();
                    if (looks) {
                        patience.looked(found);
                    }
                    patience.waited(1);
                    return looks;
                })
                .count();
    }

    @Test
    void mayLook_firstWait_isFalse() {
        assertThat(patience.mayLook()).isFalse();
    }

    @Test
    void mayLook_afterShortWait_untilOneIsLong() {
        patience.waited(Patience.NANOS - 1);
        assertThat(patience.mayLook()).isTrue();
        patience.looked(true);
        assertThat(patience.mayLook()).isTrue();
        patience.waited(Patience.NANOS);
        assertThat(patience.mayLook()).isFalse();
    }

    @Test
    void mayLook_alwaysFound_eachTime() {
        patience.waited(1);
        assertThat(looksIn(1_000, true)).isEqualTo(1_000);
    }

    @Test
    void mayLook_neverFound_lessAndLess() {
        patience.waited(1);
        assertThat(looksIn(100, false)).isBetween(3L, 5L);
        assertThat(looksIn(100_000, false)).isBetween(90L, 110L);
        assertThat(looksIn(2_000, true)).isGreaterThan(900);
    }

    @Test
    void mayLook_oneProcessor_never() {
        Patience alone = new Patience(1);
        alone.waited(1);
        assertThat(alone.mayLook()).isFalse();
    }
}
