// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.cli.StepProgress.Partitions;
import dev.procession.messaging.PartitionKey;
import dev.procession.messaging.StepKey;
import dev.procession.messaging.WorkerPresence;
import dev.procession.messaging.WorkerPresence.RunningTask;
import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.PartitionView;
import dev.procession.runtime.repository.StepView;
import dev.procession.runtime.repository.WorkerView;
import jakarta.batch.runtime.BatchStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes progress out of what the repository has stored and what the workers say: ended partitions count as stored, running ones as
 * their workers say.
 */
final class ProgressMeter {

    static final String READ = "readCount";

    private static final Set<BatchStatus> ENDED =
            EnumSet.of(BatchStatus.COMPLETED, BatchStatus.FAILED, BatchStatus.STOPPED, BatchStatus.ABANDONED);
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final Duration LEAST = Duration.ofMillis(500);
    /** An idle worker takes a partition at once. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** A running partition never counts as done, however much it has read. */
    private static final double ALMOST_DONE = 0.95;

    private static final class Seen {
        private final Duration begin;
        private @Nullable Duration end;
        private long items;

        Seen(Duration begin) {
            this.begin = begin;
        }
    }

    private final String repository;
    private final RateMeter rate = new RateMeter(WINDOW, LEAST);
    private final Map<Long, Seen> steps = new HashMap<>();
    private @Nullable Duration idleSince;

    ProgressMeter(String repository) {
        this.repository = repository;
    }

    /**
     * The progress of now.
     *
     * @param now time since the execution was started
     */
    Progress measure(Duration now, ExecutionView execution, List<WorkerPresence> workers, boolean stopping) {
        Map<String, Long> running = new HashMap<>();
        for (WorkerPresence worker : workers) {
            for (RunningTask task : worker.running()) {
                running.merge(task.key(), task.counts().getOrDefault(READ, 0L), Math::max);
            }
        }
        boolean nothingRuns =
                workers.stream().allMatch(worker -> worker.running().isEmpty());
        return measure(now, execution, new Workers(workers.size(), nothingRuns), running, stopping);
    }

    /** The progress of now, as far as the repository knows it. */
    Progress measure(Duration now, ExecutionView execution, List<WorkerView> workers) {
        boolean nothingRuns =
                workers.stream().allMatch(worker -> worker.running().isEmpty());
        return measure(now, execution, new Workers(workers.size(), nothingRuns), Map.of(), false);
    }

    private record Workers(int number, boolean nothingRuns) {}

    private Progress measure(
            Duration now, ExecutionView execution, Workers workers, Map<String, Long> running, boolean stopping) {
        List<StepProgress> measured = new ArrayList<>();
        Duration left = null;
        long items = 0;
        for (StepView step : execution.steps() == null ? List.<StepView>of() : execution.steps()) {
            StepProgress progress = measure(now, step, running);
            measured.add(progress);
            items += progress.items();
            Duration ofStep = progress.ended() ? null : timeLeft(progress, step, running);
            left = left == null || (ofStep != null && ofStep.compareTo(left) > 0) ? ofStep : left;
        }
        rate.note(now, items);
        boolean untaken = workers.number() > 0 && workers.nothingRuns() && Progress.waits(measured);
        idleSince = untaken ? (idleSince == null ? now : idleSince) : null;
        return new Progress(
                execution.jobName(),
                execution.executionId(),
                now,
                List.copyOf(measured),
                workers.number(),
                idleSince != null && now.minus(idleSince).compareTo(PATIENCE) >= 0,
                items == 0 ? OptionalDouble.empty() : rate.perSecond(),
                stopping ? null : left,
                stopping);
    }

    private StepProgress measure(Duration now, StepView step, Map<String, Long> running) {
        Seen seen = steps.computeIfAbsent(step.stepExecutionId(), id -> new Seen(now));
        boolean ended = isEnded(step.batchStatus());
        if (ended && seen.end == null) {
            seen.end = now;
        }
        seen.items = Math.max(seen.items, items(step, running));
        return new StepProgress(
                step.stepExecutionId(),
                step.name(),
                step.batchStatus().name(),
                ended,
                (seen.end == null ? now : seen.end).minus(seen.begin),
                partitions(step, running),
                seen.items);
    }

    private long items(StepView step, Map<String, Long> running) {
        long ofPartitions = step.partitions().stream()
                .mapToLong(partition ->
                        isEnded(partition) ? read(partition.metrics()) : running.getOrDefault(key(step, partition), 0L))
                .sum();
        return Math.max(ofPartitions, read(step.metrics()));
    }

    private Partitions partitions(StepView step, Map<String, Long> running) {
        int done = 0;
        int failed = 0;
        int stopped = 0;
        int taken = 0;
        for (PartitionView partition : step.partitions()) {
            if (partition.batchStatus() == BatchStatus.COMPLETED) {
                done++;
            } else if (partition.batchStatus() == BatchStatus.STOPPED) {
                stopped++;
            } else if (isEnded(partition)) {
                failed++;
            } else if (running.containsKey(key(step, partition)) || isTaken(partition)) {
                taken++;
            }
        }
        return new Partitions(step.partitions().size(), done, taken, failed, stopped);
    }

    static boolean isTaken(PartitionView partition) {
        int attempts = partition.attempts().size();
        return attempts == 0
                ? partition.batchStatus() == BatchStatus.STARTED
                : partition.attempts().get(attempts - 1).outcome() == AttemptOutcome.RUNNING;
    }

    /** As if each partition were as long as those that have ended on average; null before one has. */
    private @Nullable Duration timeLeft(StepProgress progress, StepView step, Map<String, Long> running) {
        Partitions partitions = progress.partitions();
        int ended = partitions.ended();
        if (ended == 0) {
            return null;
        }
        double itemsEach = step.partitions().stream()
                        .filter(ProgressMeter::isEnded)
                        .mapToLong(partition -> read(partition.metrics()))
                        .sum()
                / (double) ended;
        double done = ended
                + step.partitions().stream()
                        .filter(partition -> !isEnded(partition))
                        .mapToDouble(partition -> share(running.getOrDefault(key(step, partition), 0L), itemsEach))
                        .sum();
        double part = done / partitions.total();
        return Duration.ofMillis((long) (progress.elapsed().toMillis() * (1 - part) / part));
    }

    private static double share(long items, double itemsEach) {
        return itemsEach == 0 ? 0 : Math.min(ALMOST_DONE, items / itemsEach);
    }

    private String key(StepView step, PartitionView partition) {
        return new PartitionKey(new StepKey(repository, step.stepExecutionId()), partition.partition()).text();
    }

    private static boolean isEnded(PartitionView partition) {
        return isEnded(partition.batchStatus());
    }

    static boolean isEnded(BatchStatus status) {
        return ENDED.contains(status);
    }

    private static long read(@Nullable Map<String, Long> metrics) {
        return metrics == null ? 0 : metrics.getOrDefault(READ, 0L);
    }
}
