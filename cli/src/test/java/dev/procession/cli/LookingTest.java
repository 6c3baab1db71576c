// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LookingTest {

    private static final Duration PAUSE = Duration.ofMillis(1);

    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void until_thirdLookHasTheAnswer_looksNoMore() throws InterruptedException {
        int answer =
                Looking.until(PAUSE, () -> looks.incrementAndGet() < 3 ? Optional.empty() : Optional.of(looks.get()));

        assertThat(answer).isEqualTo(3);
    }

    @Test
    void until_lookThrows_throwsThatAndLooksNoMore() {
        UsageException refusal = new UsageException("refused");

        assertThatThrownBy(() -> Looking.until(PAUSE, () -> {
                    looks.incrementAndGet();
                    throw refusal;
                }))
                .isSameAs(refusal);
        assertThat(looks).hasValue(1);
    }

    @Test
    void until_interrupted_ends() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Looking.until(PAUSE, Optional::empty)).isInstanceOf(InterruptedException.class);
    }
}
