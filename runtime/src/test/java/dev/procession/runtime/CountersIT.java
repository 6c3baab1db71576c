// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import jakarta.batch.runtime.BatchStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counters of partitions: what was added counts once, whatever becomes of the chunk at its first try. */
class CountersIT {

    private static final Map<String, Long> COUNTED = Map.of("written", 21L, "odd", 10L, "collected", 21L);

    @RegisterExtension
    static final CoordinatorFixture fixture = CoordinatorFixture.withWorkers(2);

    @BeforeEach
    void awaitWorkers() {
        fixture.awaitWorkers();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "write 9=once", "write 8=halt-once", "collect 3=halt-once", "batchlet=halt-once"})
    void total_whateverHappensToAChunk_isExact(String fault) {
        JobRun run = fixture.start("counters", "fault", fault);
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        if (fault.endsWith("=halt-once")) {
            assertThat(run.attempts(fault.startsWith("batchlet") ? "batchlets" : "count"))
                    .extracting(AttemptView::outcome)
                    .contains(AttemptOutcome.LOST);
        }
        assertCounted(run);
    }

    @Test
    void total_stepFailedAndRestarted_countsOnAndNotAgain() {
        JobRun run = fixture.start("counters", "fault", "write 11=throw;batchlet=throw");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.step("count").counters()).containsEntry("written", 17L);

        JobRun second = run.restart("fault", "batchlet=throw");
        assertThat(second.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(second.step("count").counters()).isEqualTo(COUNTED);
        assertThat(second.step("batchlets").counters()).isEmpty();

        JobRun third = second.restart("fault", "");
        assertThat(third.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(third.said("later")).containsExactly(said() + " 2 0");
    }

    private static void assertCounted(JobRun run) {
        assertThat(run.step("count").counters()).isEqualTo(COUNTED);
        assertThat(run.step("batchlets").counters()).isEqualTo(Map.of("parts", 2L));
        List<String> analyzed = run.said("analyzer");
        assertThat(analyzed.get(analyzed.size() - 1)).isEqualTo("21 " + said());
        assertThat(run.said("later")).containsExactly(said() + " 2 0");
    }

    private static String said() {
        return "{collected=21, odd=10, written=21}";
    }
}
