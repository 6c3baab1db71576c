// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.repository.AttemptView;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.PartitionView;
import dev.procession.runtime.repository.StepView;
import dev.procession.runtime.repository.WorkerView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code jobs} and {@code show} print for people. */
final class ExecutionReport {

    private static final int TRACE_LINES = 30;

    private final Times times;
    private final @Nullable List<WorkerView> workers;
    private final List<String> lines = new ArrayList<>();

    private ExecutionReport(Times times, @Nullable List<WorkerView> workers) {
        this.times = times;
        this.workers = workers;
    }

    /** One line an execution. */
    static List<String> list(List<ExecutionView> executions, Times times) {
        Table table = Table.of("", "EXECUTION", "INSTANCE", "JOB", "STATUS", "EXIT STATUS", "CREATED", "TOOK");
        for (ExecutionView execution : executions) {
            table.row(
                    Long.toString(execution.executionId()),
                    Long.toString(execution.instanceId()),
                    execution.jobName(),
                    execution.batchStatus().name(),
                    orDash(execution.exitStatus()),
                    times.dateAndTime(execution.createTime()),
                    Times.between(execution.startTime(), execution.endTime()));
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        lines.add(times.note());
        return lines;
    }

    /**
     * All that is known of one.
     *
     * @param workers those of now, or null if nobody can say
     */
    static List<String> of(ExecutionView execution, Times times, @Nullable List<WorkerView> workers) {
        ExecutionReport report = new ExecutionReport(times, workers);
        report.execution(execution);
        for (StepView step : execution.steps() == null ? List.<StepView>of() : execution.steps()) {
            report.step(step);
        }
        report.line("");
        report.line(times.note());
        return report.lines;
    }

    private void line(String line) {
        lines.add(line);
    }

    private void execution(ExecutionView execution) {
        line("Execution " + execution.executionId() + " of job " + execution.jobName() + ", instance "
                + execution.instanceId());
        line("  status      " + status(execution.batchStatus().name(), execution.exitStatus()));
        line("  created     " + times.dateAndTime(execution.createTime()));
        line("  started     " + times.dateAndTime(execution.startTime()));
        line("  ended       " + times.dateAndTime(execution.endTime()));
        line("  took        " + Times.between(execution.startTime(), execution.endTime()));
        Map<String, String> parameters = new TreeMap<>(execution.parameters());
        parameters.forEach((name, value) -> line("  parameter   " + name + "=" + value));
    }

    private void step(StepView step) {
        line("");
        line("Step " + step.name() + ", step execution " + step.stepExecutionId());
        line("  status      " + status(step.batchStatus().name(), step.exitStatus()));
        Counts counts = Counts.of(step.metrics());
        if (!counts.isNone()) {
            line("  items       " + counts);
        }
        if (!step.counters().isEmpty()) {
            line("  counted     "
                    + new TreeMap<>(step.counters())
                            .entrySet().stream()
                                    .map(counter -> counter.getKey() + " " + Quantities.count(counter.getValue()))
                                    .collect(Collectors.joining(", ")));
        }
        if (!step.partitions().isEmpty()) {
            line("  partitions  " + step.partitions().size());
            if (workers != null) {
                Waiting.text(step, workers).ifPresent(text -> line("  waiting     " + text));
            }
            line("");
            lines.addAll(partitions(step));
        }
        failures(step);
    }

    private static String status(String batchStatus, @Nullable String exitStatus) {
        return exitStatus == null || exitStatus.equals(batchStatus)
                ? batchStatus
                : batchStatus + ", exit status " + exitStatus;
    }

    private List<String> partitions(StepView step) {
        Table table = Table.of(
                "  ",
                "PARTITION",
                "STATUS",
                "ATTEMPT",
                "WORKER",
                "HOST",
                "PID",
                "START",
                "TOOK",
                "OUTCOME",
                "READ",
                "WRITTEN",
                "SKIPPED");
        for (PartitionView partition : step.partitions()) {
            String number = Integer.toString(partition.partition());
            String status = partition.batchStatus().name();
            if (partition.attempts().isEmpty()) {
                Counts counts = Counts.of(partition.metrics());
                table.row(
                        number,
                        status,
                        "-",
                        "-",
                        "-",
                        "-",
                        "-",
                        "-",
                        "-",
                        count(partition.metrics(), counts.read()),
                        count(partition.metrics(), counts.written()),
                        count(partition.metrics(), counts.skipped()));
            }
            boolean first = true;
            for (AttemptView attempt : partition.attempts()) {
                row(table, first ? number : "", first ? status : "", attempt);
                first = false;
            }
        }
        return table.lines();
    }

    private void row(Table table, String number, String status, AttemptView attempt) {
        Counts counts = Counts.of(attempt.metrics());
        table.row(
                number,
                status,
                Integer.toString(attempt.attempt()),
                attempt.worker(),
                attempt.host(),
                Long.toString(attempt.pid()),
                times.time(attempt.start()),
                Times.between(attempt.start(), attempt.end()),
                attempt.outcome().name() + cause(attempt),
                count(attempt.metrics(), counts.read()),
                count(attempt.metrics(), counts.written()),
                count(attempt.metrics(), counts.skipped()));
    }

    private static String cause(AttemptView attempt) {
        if (attempt.signal() != null) {
            return " (" + attempt.signal() + ")";
        }
        return attempt.exitCode() == null ? "" : " (exit code " + attempt.exitCode() + ")";
    }

    private static String count(@Nullable Map<String, Long> metrics, long count) {
        return metrics == null ? "-" : Quantities.count(count);
    }

    /** Why the step failed: in one line for each part that did, and the first with its stack trace. */
    private void failures(StepView step) {
        String trace = null;
        List<String> reasons = new ArrayList<>();
        for (PartitionView partition : step.partitions()) {
            if (partition.exception() != null) {
                reasons.add("partition " + partition.partition() + ": " + Exceptions.summary(partition.exception()));
                trace = trace == null ? partition.exception() : trace;
            }
        }
        if (step.exception() != null) {
            reasons.add(0, "step: " + Exceptions.summary(step.exception()));
            trace = trace == null ? step.exception() : trace;
        }
        if (trace == null) {
            return;
        }
        line("");
        line("  Why it failed");
        reasons.forEach(reason -> line("    " + reason));
        line("");
        List<String> frames = trace.lines().toList();
        frames.stream().limit(TRACE_LINES).forEach(frame -> line("    " + frame.replace("\t", "  ")));
        if (frames.size() > TRACE_LINES) {
            line("    ... " + (frames.size() - TRACE_LINES) + " more lines: show --json has them");
        }
    }

    private static String orDash(@Nullable String text) {
        return text == null ? "-" : text;
    }
}
