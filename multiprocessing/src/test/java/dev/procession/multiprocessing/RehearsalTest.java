// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RehearsalTest {

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void ofChild_nothingComes_playsToTheEnd() {
        Rehearsal.ofChild(() -> asked.incrementAndGet() < 0);
        assertThat(asked).hasValue(Rehearsal.LIFE.size());
    }

    @Test
    void ofChild_somethingComes_playsNoFurther() {
        Rehearsal.ofChild(() -> asked.incrementAndGet() >= 3);
        assertThat(asked).hasValue(3);
    }
}
