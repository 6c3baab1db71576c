// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.repository.AttemptView;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.PartitionView;
import dev.procession.runtime.repository.StepView;
import jakarta.batch.runtime.BatchStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code run} says at the end. */
final class RunSummary {

    private RunSummary() {}

    /**
     * How the execution went.
     *
     * @param took from the start to the end
     * @param results where its results are, or null if not where they are by default
     * @param state the state directory
     * @param inspect the command that shows more
     */
    static List<String> of(
            ExecutionView execution, Duration took, @Nullable String results, String state, String inspect) {
        List<StepView> steps = steps(execution);
        List<String> lines = new ArrayList<>();
        String exitStatus = execution.exitStatus();
        String status = execution.batchStatus().name();
        lines.add(execution.jobName() + " " + status
                + (exitStatus == null || exitStatus.equals(status) ? "" : " (exit status " + exitStatus + ")") + " in "
                + Quantities.duration(took));
        lines.add("  execution   " + execution.executionId());
        Counts counts = steps.stream().map(step -> Counts.of(step.metrics())).reduce(Counts.NONE, Counts::plus);
        if (!counts.isNone()) {
            lines.add("  items       " + counts);
        }
        partitions(steps, lines);
        if (results != null) {
            lines.add("  results     " + results);
        }
        lines.add("  state       " + state);
        lines.add("  inspect     " + inspect);
        return lines;
    }

    private static void partitions(List<StepView> steps, List<String> lines) {
        List<PartitionView> all =
                steps.stream().flatMap(step -> step.partitions().stream()).toList();
        if (all.isEmpty()) {
            return;
        }
        long done = all.stream()
                .filter(partition -> partition.batchStatus() == BatchStatus.COMPLETED)
                .count();
        lines.add("  partitions  " + Quantities.count(all.size())
                + (done == all.size() ? "" : ", " + Quantities.count(done) + " completed"));
        Map<String, Long> byWorker = all.stream()
                .filter(partition -> !partition.attempts().isEmpty())
                .map(partition -> partition.attempts().get(partition.attempts().size() - 1))
                .collect(Collectors.groupingBy(RunSummary::worker, TreeMap::new, Collectors.counting()));
        if (!byWorker.isEmpty()) {
            lines.add("  workers     "
                    + byWorker.entrySet().stream()
                            .map(entry -> entry.getKey() + " " + Quantities.count(entry.getValue()))
                            .collect(Collectors.joining(", ")));
        }
    }

    private static String worker(AttemptView attempt) {
        return attempt.worker() + " (" + attempt.host() + ", pid " + attempt.pid() + ")";
    }

    /** Where and why a failed execution failed, in one line. */
    static String failure(ExecutionView execution) {
        String job = execution.jobName() + " failed";
        for (StepView step : steps(execution)) {
            for (PartitionView partition : step.partitions()) {
                if (partition.batchStatus() == BatchStatus.FAILED && partition.exception() != null) {
                    return job + " in step " + step.name() + ", partition " + partition.partition() + ": "
                            + Exceptions.summary(partition.exception());
                }
            }
            if (step.batchStatus() == BatchStatus.FAILED) {
                String why = Exceptions.summary(step.exception());
                return job + " in step " + step.name() + (why.isEmpty() ? "" : ": " + why);
            }
        }
        return job + (execution.exitStatus() == null ? "" : ": exit status " + execution.exitStatus());
    }

    private static List<StepView> steps(ExecutionView execution) {
        List<StepView> steps = execution.steps();
        return steps == null ? List.of() : steps;
    }
}
