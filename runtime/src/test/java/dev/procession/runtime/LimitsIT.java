// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import dev.procession.runtime.repository.PartitionView;
import jakarta.batch.runtime.BatchStatus;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Code that makes no progress, in workers with two slots. */
@Tag("full")
class LimitsIT {

    @RegisterExtension
    static final CoordinatorFixture fixture =
            CoordinatorFixture.withWorkers(2).setting("procession.slots", "2").setting("procession.attempts", "2");

    /** More than the first chunk takes that a worker runs, in the partitions that are to complete. */
    private static final String SHORT = "4s";

    @BeforeEach
    void awaitWorkers() {
        fixture.awaitWorkers();
    }

    @ParameterizedTest
    @CsvSource({"numbers,process 6,none", "numbers,process 6,process", "special,process 1,none"})
    void soft_codeWaitsForNothing_failsThePartitionAlone(String job, String point, String isolation) {
        List<Long> workers = fixture.workerPids();
        JobRun run = fixture.start(
                job,
                "partitions",
                "3",
                "fault",
                point + "=block",
                "procession.limit.soft",
                isolation.equals("process") ? "8s" : SHORT, // the start of a process is no progress either
                "procession.isolation",
                isolation);
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        String step = job.equals("numbers") ? "count" : "do";
        PartitionView blocked = run.partition(step, 1);
        assertThat(blocked.exception())
                .contains("committed nothing for longer than procession.limit.soft", "InterruptedException", "Fault");
        assertThat(blocked.attempts()).singleElement().returns(AttemptOutcome.FAILED, AttemptView::outcome);
        assertThat(List.of(run.partition(step, 0), run.partition(step, 2)))
                .extracting(PartitionView::batchStatus)
                .containsOnly(BatchStatus.COMPLETED);
        assertThat(fixture.workerPids()).containsExactlyInAnyOrderElementsOf(workers);
    }

    @Test
    void soft_batchletHeedsStop_failsSinceItWasNotDone() {
        JobRun run = fixture.start("special", "fault", "until stopped=yes", "procession.limit.soft", SHORT);
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.said("stop")).containsExactlyInAnyOrder("0", "1");
        assertThat(run.partition("do", 0).exception()).contains("procession.limit.soft");
    }

    @Test
    void hard_codeLoops_itsWorkerEndsAndAnotherGoesOn() throws Exception {
        JobRun run = fixture.start(
                "numbers",
                "partitions",
                "4",
                "items",
                "6",
                "fault",
                "process 10=loop-once;process 0=gate;process 12=gate;process 18=gate",
                "procession.limit.hard",
                SHORT);
        run.awaitSaid(1, "looping");
        run.open("gate");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        run.awaitView(view ->
                Objects.equals(run.partition("count", 1).attempts().get(0).exitCode(), 70));
        assertThat(run.partition("count", 1).attempts())
                .extracting(AttemptView::outcome)
                .containsExactly(AttemptOutcome.LOST, AttemptOutcome.COMPLETED);
        assertThat(run.attempts("count"))
                .as("those of the worker's other slot")
                .extracting(AttemptView::outcome)
                .containsOnlyOnce(AttemptOutcome.LOST);
        assertCountedOnce(run, 24);
    }

    @Test
    void hard_isolatedCodeLoops_onlyItsProcessEnds() {
        List<Long> workers = fixture.workerPids();
        JobRun run = fixture.start(
                "numbers",
                "fault",
                "process 6=loop-once",
                "procession.limit.hard",
                "8s",
                "procession.isolation",
                "process");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.partition("count", 1).attempts().get(0))
                .returns(AttemptOutcome.LOST, AttemptView::outcome)
                .returns("SIGKILL", AttemptView::signal);
        assertThat(fixture.workerPids()).containsExactlyInAnyOrderElementsOf(workers);
        assertCountedOnce(run, 15);
    }

    @Test
    void hard_codeLoopsEachTime_failsWithTheStack() {
        JobRun run = fixture.start("special", "fault", "process 1=loop", "procession.limit.hard", SHORT);
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.partition("do", 1).exception())
                .contains("was lost by 2 workers", "exit code 70", "no progress for PT4S", "Fault.loop");
        assertThat(run.partition("do", 0).batchStatus()).isEqualTo(BatchStatus.COMPLETED);
    }

    @Test
    void stop_codeDoesNotHeedIt_endsWithItsWorkerAfterTheGrace() {
        JobRun run =
                fixture.start("numbers", "items", "6", "fault", "process 10=loop-once", "procession.stop.grace", "1s");
        run.awaitSaid(1, "looping");
        run.stop();
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.STOPPED);
        assertThat(run.partition("count", 1).attempts().get(0).outcome()).isEqualTo(AttemptOutcome.LOST);
        assertThat(run.restart().await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.said("open 6")).startsWith("at 6", "at 9").doesNotContain("at 12");
        assertCountedOnce(run, 18);
    }

    @Test
    void limit_unknownValue_failsTheStepAndNamesIt() {
        JobRun run = fixture.start("special", "procession.limit.soft", "soon");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.step("do").exception())
                .contains("procession.limit.soft of step 'do' is 'soon'", "a duration from 0.5s");
    }

    private static void assertCountedOnce(JobRun run, int items) {
        assertThat(run.numbers("data "))
                .containsExactlyElementsOf(IntStream.range(0, items).boxed().toList());
    }
}
