// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.cli.StepProgress.Partitions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgressTextTest {

    static final StepProgress HALF = new StepProgress(
            7, "delays", "STARTED", false, Duration.ofSeconds(3), new Partitions(8, 4, 2, 0, 0), 12345);
    static final StepProgress WHOLE = new StepProgress(
            7, "delays", "COMPLETED", true, Duration.ofMillis(6100), new Partitions(8, 8, 0, 0, 0), 20000);
    static final StepProgress BATCHLET =
            new StepProgress(8, "report", "STARTED", false, Duration.ofSeconds(0), Partitions.NONE, 0);

    static Progress progress(int seconds, int workers, @Nullable Duration left, StepProgress... steps) {
        return new Progress(
                "flights",
                1,
                Duration.ofSeconds(seconds),
                List.of(steps),
                workers,
                false,
                left == null ? OptionalDouble.empty() : OptionalDouble.of(4115.2),
                left,
                false);
    }

    @Test
    void block_inTheMiddle_showsPartitionsItemsWorkersAndWhatIsLeft() {
        assertThat(ProgressText.block(progress(5, 2, Duration.ofSeconds(2), HALF)))
                .containsExactly(
                        "flights, execution 1  00:05",
                        "  step delays  00:03",
                        "    partitions  [############++++++......]  4 of 8 partitions done, 2 running, 2 waiting",
                        "    items       12,345 read",
                        "  workers  2 workers; 4,115 items/s; about 2 s left");
    }

    @Test
    void block_noWorker_saysWhatItWaitsFor() {
        StepProgress waiting = new StepProgress(
                7, "delays", "STARTED", false, Duration.ofSeconds(3), new Partitions(8, 0, 0, 0, 0), 0);

        assertThat(ProgressText.block(progress(5, 0, null, waiting)))
                .containsExactly(
                        "flights, execution 1  00:05",
                        "  step delays  00:03",
                        "    partitions  [........................]  0 of 8 partitions done, 8 waiting",
                        "  workers  waiting for workers");
    }

    @Test
    void block_workersIdle_saysWhereToLook() {
        Progress idle =
                new Progress("flights", 1, Duration.ZERO, List.of(), 2, true, OptionalDouble.empty(), null, false);

        assertThat(ProgressText.block(idle))
                .endsWith("  workers  2 workers, idle: their logs say why they do not take these partitions");
    }

    @Test
    void block_stopping_saysSo() {
        Progress stopping =
                new Progress("flights", 1, Duration.ZERO, List.of(), 1, false, OptionalDouble.empty(), null, true);

        assertThat(ProgressText.block(stopping))
                .containsExactly("flights, execution 1  00:00  stopping ...", "  workers  1 worker");
    }

    @Test
    void lines_inTheMiddle_isOneLineForEachStepThatRuns() {
        assertThat(ProgressText.lines(progress(5, 2, Duration.ofSeconds(2), WHOLE, HALF, BATCHLET)))
                .containsExactly("step delays: 4 of 8 partitions done, 2 running, 2 waiting, 12,345 items; 2 workers;"
                        + " 4,115 items/s; about 2 s left");
    }

    @Test
    void end_ofAStep_saysHowItWent() {
        assertThat(ProgressText.end(WHOLE))
                .isEqualTo("step delays: COMPLETED after 6.1 s, 8 of 8 partitions done, 20,000 items read");
        assertThat(ProgressText.partitions(new Partitions(5, 1, 0, 2, 1)))
                .isEqualTo("1 of 5 partitions done, 1 waiting, 2 failed, 1 stopped");
    }
}
