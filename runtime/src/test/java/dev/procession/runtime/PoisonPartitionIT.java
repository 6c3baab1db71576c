// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import dev.procession.runtime.repository.PartitionView;
import jakarta.batch.runtime.BatchStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Partitions that kill every worker they meet: they fail in the end, and the failure tells what happened. */
class PoisonPartitionIT {

    @RegisterExtension
    static final CoordinatorFixture fixture =
            CoordinatorFixture.withWorkers(2).separateBroker().setting("procession.attempts", "2");

    @ParameterizedTest
    @CsvSource({"numbers,process 6", "special,process 1"})
    void partition_killsEachWorker_failsWithTheHistory(String job, String point) {
        assertFailsWithTheHistory(job, point, "none");
    }

    @Test
    @Tag("full")
    void partition_killsEachProcessOfItsOwn_failsWithTheHistory() {
        assertFailsWithTheHistory("numbers", "process 6", "process");
    }

    private static void assertFailsWithTheHistory(String job, String point, String isolation) {
        JobRun run = fixture.start(job, "partitions", "3", "fault", point + "=halt", "procession.isolation", isolation);
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        String step = job.equals("numbers") ? "count" : "do";
        PartitionView poison = run.partition(step, 1);
        assertThat(poison.batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(poison.attempts())
                .hasSize(2)
                .allSatisfy(attempt -> assertThat(attempt)
                        .returns(AttemptOutcome.LOST, AttemptView::outcome)
                        .returns(9, AttemptView::exitCode));
        assertThat(poison.attempts()).extracting(AttemptView::pid).containsExactlyElementsOf(run.pids("halting"));
        assertThat(poison.exception())
                .contains("was lost by 2 workers, the limit is 2", "System.exit", "and restart execution");
        for (AttemptView attempt : poison.attempts()) {
            assertThat(poison.exception())
                    .contains("attempt " + attempt.attempt() + ": " + attempt.worker() + " (" + attempt.host()
                            + ", pid " + attempt.pid() + ") ended with exit code 9; it printed last:\n    | ")
                    .contains("| about to halt at " + point);
        }
        assertThat(run.step(step).exception()).contains("was lost by 2 workers");
        assertThat(run.partition(step, 0).batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.partition(step, 2).batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        JobRun again = run.restart("fault", "none", "procession.isolation", "none");
        assertThat(again.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(again.attempts(step)).hasSize(1);
    }

    @Test
    void attempts_propertyOfTheStep_winsOverTheSetting() {
        JobRun run = fixture.start("numbers", "fault", "process 6=halt", "procession.attempts", "1");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.partition("count", 1).attempts()).hasSize(1);
        assertThat(run.partition("count", 1).exception()).contains("was lost by 1 worker");
    }
}
