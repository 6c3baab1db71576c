// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.PartitionView;
import dev.procession.runtime.repository.StepView;
import jakarta.batch.runtime.BatchStatus;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Restarts of a job with flows, inherited steps, a step that runs each time and one with a start limit, all in partitions in workers. */
@Tag("full")
class FlowRestartIT {

    private static final String JOB = "flow-restarts";

    @RegisterExtension
    static final CoordinatorFixture fixture = CoordinatorFixture.withWorkers(2);

    /** The partitions that a worker ran in this execution. */
    private static List<String> ran(ExecutionView view) {
        return view.steps().stream()
                .flatMap(step -> step.partitions().stream()
                        .filter(partition -> !partition.attempts().isEmpty())
                        .map(partition -> step.name() + "-" + partition.partition()))
                .sorted()
                .toList();
    }

    private static ExecutionView ended(JobRun run, BatchStatus expected) {
        ExecutionView view = run.await();
        assertThat(view.batchStatus()).as(String.valueOf(view.exitStatus())).isEqualTo(expected);
        return view;
    }

    @Test
    void restart_flowFailed_runsTheRestOfThatFlowAndWhatFollows() {
        JobRun first = fixture.start(JOB, "fault", "process right-1=throw");
        assertThat(ran(ended(first, BatchStatus.FAILED))).containsExactly("left-0", "left-1", "right-0", "right-1");
        assertThat(first.step("left").batchStatus()).isEqualTo(BatchStatus.COMPLETED);

        JobRun second = first.restart("fault", "process twice-0=throw");
        assertThat(ran(ended(second, BatchStatus.FAILED)))
                .containsExactly("again-0", "again-1", "right-1", "right-end-0", "right-end-1", "twice-0", "twice-1");

        JobRun third = second.restart("fault", "");
        ExecutionView last = ended(third, BatchStatus.COMPLETED);
        assertThat(ran(last)).containsExactly("again-0", "again-1", "twice-0");
        assertThat(third.step("again").partitions())
                .extracting(PartitionView::exitStatus)
                .containsExactly("DONE again-0", "DONE again-1");
    }

    @Test
    void restart_startLimitReached_runsNothingOfTheStep() {
        JobRun first = fixture.start(JOB, "fault", "process twice-1=throw");
        ended(first, BatchStatus.FAILED);
        JobRun second = first.restart();
        assertThat(ran(ended(second, BatchStatus.FAILED))).containsExactly("again-0", "again-1", "twice-1");

        JobRun third = second.restart("fault", "");

        ExecutionView view = ended(third, BatchStatus.FAILED);
        assertThat(ran(view)).containsExactly("again-0", "again-1");
        assertThat(view.steps()).extracting(StepView::name).doesNotContain("left", "right");
    }
}
