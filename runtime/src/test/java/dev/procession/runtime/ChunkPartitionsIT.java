// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.artifacts.Trace;
import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.PartitionView;
import dev.procession.runtime.repository.StepView;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.Metric;
import jakarta.batch.runtime.StepExecution;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Partitioned chunk steps, run by worker JVMs. */
class ChunkPartitionsIT {

    @RegisterExtension
    static final CoordinatorFixture fixture = CoordinatorFixture.withWorkers(2);

    private static final long SELF = ProcessHandle.current().pid();

    @Test
    void chunk_mapperToReducer_eachRunsWhereItBelongsAndCountsOnce() {
        JobRun run = fixture.start("numbers");
        ExecutionView view = run.await();
        assertThat(view.batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(view.exitStatus()).isEqualTo("COMPLETED");
        for (int p = 0; p < 3; p++) {
            int from = 5 * p;
            assertThat(run.said("data " + p)).containsExactly(numbers(from, from + 3), numbers(from + 3, from + 5));
        }
        assertThat(run.said("status"))
                .containsExactly("COMPLETED COMPLETED", "COMPLETED COMPLETED", "COMPLETED COMPLETED");
        assertThat(run.said("reduce")).containsExactly("begin", "before", "after COMMIT");
        assertThat(List.of(run.pids("data"), run.pids("status"), run.pids("reduce"), run.pids("map")))
                .allSatisfy(pids -> assertThat(pids).containsOnly(SELF));
        assertThat(run.said("write")).hasSize(6);
        assertThat(run.pids("write")).isSubsetOf(fixture.workerPids());
    }

    @Test
    void chunk_completed_isRecordedStepByPartitionByAttempt() {
        JobRun run = fixture.start("numbers");
        run.await();
        StepView step = run.step("count");
        assertThat(step.batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(step.exitStatus()).isEqualTo("COMPLETED");
        assertThat(step.exception()).isNull();
        assertThat(step.metrics()).containsAllEntriesOf(Map.of("readCount", 15L, "writeCount", 15L, "commitCount", 6L));
        assertThat(step.partitions()).extracting(PartitionView::partition).containsExactly(0, 1, 2);
        assertThat(step.partitions()).allSatisfy(partition -> {
            assertThat(partition.batchStatus()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(partition.exitStatus()).isEqualTo("COMPLETED");
            assertThat(partition.exception()).isNull();
            assertThat(partition.metrics())
                    .containsAllEntriesOf(Map.of("readCount", 5L, "writeCount", 5L, "commitCount", 2L));
            assertThat(partition.attempts())
                    .singleElement()
                    .returns(AttemptOutcome.COMPLETED, AttemptView::outcome)
                    .returns(1, AttemptView::attempt)
                    .returns(partition.metrics(), AttemptView::metrics);
        });
        assertThat(run.attempts("count")).extracting(AttemptView::pid).isSubsetOf(fixture.workerPids());
        StepExecution operators = fixture.coordinator()
                .jobOperator()
                .getStepExecutions(run.executionId())
                .get(0);
        assertThat(Arrays.stream(operators.getMetrics())
                        .filter(metric -> metric.getType() == Metric.MetricType.WRITE_COUNT))
                .singleElement()
                .returns(15L, Metric::getValue);
    }

    @Test
    void chunk_listeners_stepOnesRunHereAndTheOthersInWorkers() {
        JobRun run = fixture.start("numbers", "partitions", "1");
        run.await();
        assertThat(run.said("heard"))
                .containsExactly(
                        "beforeStep",
                        "beforeChunk",
                        "afterRead 0",
                        "afterProcess 0",
                        "afterRead 1",
                        "afterProcess 1",
                        "afterRead 2",
                        "afterProcess 2",
                        "afterWrite [0, 1, 2]",
                        "afterChunk",
                        "beforeChunk",
                        "afterRead 3",
                        "afterProcess 3",
                        "afterRead 4",
                        "afterProcess 4",
                        "afterRead null",
                        "afterWrite [3, 4]",
                        "afterChunk",
                        "afterStep");
        assertThat(run.lines("heard"))
                .allSatisfy(line -> assertThat(line.pid())
                        .as(line.text())
                        .satisfies(pid ->
                                assertThat(pid == SELF).isEqualTo(line.text().endsWith("Step"))));
    }

    @Test
    void chunk_noCollector_commitsByTransaction() {
        JobRun run = fixture.start("plain-numbers", "partitions", "2");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.said("write"))
                .containsExactlyInAnyOrder(numbers(0, 3), numbers(3, 5), numbers(5, 8), numbers(8, 10));
        assertThat(run.step("count").metrics()).containsAllEntriesOf(Map.of("readCount", 10L, "commitCount", 4L));
    }

    @Test
    void threads_two_bothWorkersRunAtATime() throws IOException {
        JobRun run = fixture.start("numbers", "partitions", "2", "fault", "read 0=wait-a;read 5=wait-a");
        assertThat(run.awaitSaid(2, "waiting")).extracting(Trace.Line::pid).doesNotHaveDuplicates();
        run.open("wait-a").await();
        assertThat(run.view().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
    }

    @Test
    void threads_one_attemptsNeverOverlap() {
        for (JobRun run : List.of(
                fixture.start("numbers", "partitions", "4", "threads", "1"),
                fixture.start("policies", "threads", "1"))) {
            assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
            List<AttemptView> attempts = run.attempts("count").stream()
                    .sorted(Comparator.comparing(AttemptView::start))
                    .toList();
            for (int i = 1; i < attempts.size(); i++) {
                assertThat(attempts.get(i).start())
                        .isAfterOrEqualTo(attempts.get(i - 1).end());
            }
        }
    }

    @Test
    void staticPlan_skippableException_skipsTheItem() {
        JobRun run = fixture.start("policies", "fault", "read 1=throw;process 6=throw");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.said("data 0")).containsExactly("[0, 2, 3]", "[4]");
        assertThat(run.said("data 1")).containsExactly("[5, 7]", "[8, 9]");
        assertThat(run.said("heard onSkip")).containsExactlyInAnyOrder("ReadItem fault at read 1", "ProcessItem 6");
        assertThat(run.partition("count", 0).metrics())
                .containsAllEntriesOf(Map.of("readCount", 4L, "writeCount", 4L, "readSkipCount", 1L));
        assertThat(run.partition("count", 1).metrics())
                .containsAllEntriesOf(Map.of("readCount", 5L, "writeCount", 4L, "processSkipCount", 1L));
        assertThat(run.step("count").metrics())
                .containsAllEntriesOf(Map.of("readSkipCount", 1L, "processSkipCount", 1L, "writeCount", 8L));
    }

    @Test
    void staticPlan_moreExceptionsThanTheSkipLimit_fails() {
        JobRun run = fixture.start("policies", "fault", "process 5=throw;process 6=throw;process 7=throw");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.partition("count", 0).batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.partition("count", 1).batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.partition("count", 1).exception()).contains("fault at process 7");
    }

    @Test
    void staticPlan_retryableException_rollsBackAndRetriesOneByOne() {
        JobRun run = fixture.start("policies", "fault", "process 7=once;write 3=once");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(written(run, 0)).containsExactly(0, 1, 2, 3, 4);
        assertThat(written(run, 1)).containsExactly(5, 6, 7, 8, 9);
        assertThat(run.partition("count", 0).metrics()).containsEntry("rollbackCount", 1L);
        assertThat(run.partition("count", 1).metrics()).containsEntry("rollbackCount", 1L);
        assertThat(run.said("open 5"))
                .as("reader opened again at the checkpoint")
                .containsExactly("at 5", "at 5");
        assertThat(run.said("open 0")).containsExactly("at 0", "at 3");
    }

    @Test
    void staticPlan_retryableExceptionWithoutRollback_retriesTheItem() {
        JobRun run = fixture.start("policies", "fault", "process 7=once-kept");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.said("data 1")).containsExactly("[5, 6, 7]", "[8, 9]");
        assertThat(run.said("heard onRetryProcessException")).containsExactly("7");
        assertThat(run.partition("count", 1).metrics()).containsEntry("rollbackCount", 0L);
    }

    @Test
    void checkpointPolicy_custom_asksTheAlgorithm() {
        JobRun run = fixture.start("policies", "policy", "custom");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.said("data 0")).containsExactly("[0, 1]", "[2, 3]", "[4]");
    }

    @Test
    void checkpointPolicy_timeLimit_endsTheChunk() {
        JobRun run = fixture.start("policies", "time-limit", "4", "item-count", "100", "fault", "process 6=elapse");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.said("data 0")).containsExactly("[0, 1, 2, 3, 4]");
        assertThat(run.said("data 1")).containsExactly("[5, 6]", "[7, 8, 9]");
    }

    @Test
    void jobs_twoAtATime_resultsAreNotMixed() throws IOException {
        JobRun first = fixture.start("numbers", "partitions", "3", "fault", "process 1=go");
        JobRun second = fixture.start("numbers", "partitions", "3", "items", "3", "fault", "process 4=go");
        first.awaitSaid(1, "waiting");
        second.awaitSaid(1, "waiting");
        assertThat(first.view().batchStatus()).isEqualTo(BatchStatus.STARTED);
        assertThat(second.view().batchStatus()).isEqualTo(BatchStatus.STARTED);
        first.open("go");
        second.open("go");
        assertThat(first.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(second.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(first.step("count").metrics()).containsEntry("writeCount", 15L);
        assertThat(second.step("count").metrics()).containsEntry("writeCount", 9L);
        assertThat(first.said("data 2")).containsExactly("[10, 11, 12]", "[13, 14]");
        assertThat(second.said("data")).containsExactlyInAnyOrder("0 [0, 1, 2]", "1 [3, 4, 5]", "2 [6, 7, 8]");
    }

    private static String numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList().toString();
    }

    /** The numbers that reached the analyzer from a partition, in order. */
    private static List<Integer> written(JobRun run, int partition) {
        return run.said("data " + partition).stream()
                .flatMap(data ->
                        Arrays.stream(data.substring(1, data.length() - 1).split(", ")))
                .map(Integer::valueOf)
                .toList();
    }
}
