// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.cli.StepProgress.Partitions;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.messaging.WorkerPresence;
import dev.procession.messaging.WorkerPresence.RunningTask;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.PartitionView;
import dev.procession.runtime.repository.StepView;
import jakarta.batch.runtime.BatchStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgressMeterTest {

    private final ProgressMeter meter = new ProgressMeter("repo");

    private static PartitionView partition(int number, BatchStatus status, @Nullable Long read) {
        return new PartitionView(
                number, status, null, null, read == null ? null : Map.of("readCount", read), List.of());
    }

    private static ExecutionView execution(BatchStatus step, PartitionView... partitions) {
        StepView view = new StepView(7, "delays", step, null, null, Map.of(), Map.of(), Arrays.asList(partitions));
        return new ExecutionView(1, 1, "flights", BatchStatus.STARTED, null, null, null, null, Map.of(), List.of(view));
    }

    private static WorkerPresence worker(int number, String... keys) {
        List<RunningTask> running = Arrays.stream(keys)
                .map(key -> new RunningTask(key, "partition", 1, Map.of("readCount", 500L)))
                .toList();
        return new WorkerPresence(
                new WorkerIdentity("worker-" + number, "host", number), 1, Instant.EPOCH, false, running);
    }

    private Progress measure(int second, ExecutionView execution, WorkerPresence... workers) {
        return meter.measure(Duration.ofSeconds(second), execution, Arrays.asList(workers), false);
    }

    @Test
    void measure_endedAndRunningPartitions_addsWhatIsStoredToWhatWorkersSay() {
        ExecutionView execution = execution(
                BatchStatus.STARTED,
                partition(0, BatchStatus.COMPLETED, 1000L),
                partition(1, BatchStatus.STARTED, null),
                partition(2, BatchStatus.STARTING, null),
                partition(3, BatchStatus.FAILED, 10L));

        Progress progress = measure(1, execution, worker(1, "repo:7:1", "other:7:2"), worker(2));

        assertThat(progress.workers()).isEqualTo(2);
        StepProgress step = progress.active().get(0);
        assertThat(step.partitions()).isEqualTo(new Partitions(4, 1, 1, 1, 0));
        assertThat(step.partitions().waiting()).isEqualTo(1);
        assertThat(step.items()).isEqualTo(1510);
    }

    @Test
    void measure_halfDone_expectsTheSameTimeAgain() {
        PartitionView[] none = {partition(0, BatchStatus.STARTED, null), partition(1, BatchStatus.STARTING, null)};
        PartitionView[] half = {partition(0, BatchStatus.COMPLETED, 1000L), partition(1, BatchStatus.STARTED, null)};
        assertThat(measure(10, execution(BatchStatus.STARTED, none), worker(1)).timeLeft())
                .isNull();

        Progress progress = measure(16, execution(BatchStatus.STARTED, half), worker(1, "repo:7:1"));

        // 1.5 of 2 partitions took 6 s
        assertThat(progress.timeLeft()).isEqualTo(Duration.ofSeconds(2));
        assertThat(progress.itemsPerSecond()).hasValue(250);
    }

    @Test
    void measure_partitionBetweenWorkerAndRepository_neverCountsBackwards() {
        measure(1, execution(BatchStatus.STARTED, partition(0, BatchStatus.STARTED, null)), worker(1, "repo:7:0"));

        Progress progress =
                measure(2, execution(BatchStatus.STARTED, partition(0, BatchStatus.STARTED, null)), worker(1));

        assertThat(progress.active().get(0).items()).isEqualTo(500);
    }

    @Test
    void measure_noWorker_waitsForWorkersUntilThereIsOne() {
        ExecutionView execution = execution(BatchStatus.STARTED, partition(0, BatchStatus.STARTING, null));

        assertThat(measure(1, execution).waitsForWorkers()).isTrue();
        assertThat(measure(2, execution, worker(1)).waitsForWorkers()).isFalse();
    }

    @Test
    void measure_workersTakeNothingForAWhile_areIdleUntilOneDoes() {
        ExecutionView execution = execution(BatchStatus.STARTED, partition(0, BatchStatus.STARTING, null));

        assertThat(measure(1, execution, worker(1)).idle()).isFalse();
        assertThat(measure(10, execution, worker(1), worker(2, "other:3:1")).idle())
                .isFalse();
        assertThat(measure(12, execution, worker(1)).idle()).isFalse();
        assertThat(measure(22, execution, worker(1)).idle()).isTrue();
        assertThat(measure(23, execution, worker(1, "repo:7:0")).idle()).isFalse();
    }

    @Test
    void measure_stepEnded_keepsItsTime() {
        measure(1, execution(BatchStatus.STARTED, partition(0, BatchStatus.STARTED, null)));
        measure(4, execution(BatchStatus.COMPLETED, partition(0, BatchStatus.COMPLETED, 5L)));

        Progress progress = measure(9, execution(BatchStatus.COMPLETED, partition(0, BatchStatus.COMPLETED, 5L)));

        assertThat(progress.active()).isEmpty();
        assertThat(progress.steps().get(0).elapsed()).isEqualTo(Duration.ofSeconds(3));
    }
}
