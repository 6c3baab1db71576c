// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import dev.procession.runtime.repository.Jdbc.Row;
import jakarta.batch.runtime.BatchStatus;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads view records from rows. */
final class ViewRows {

    private ViewRows() {}

    static ExecutionView execution(Row row, @Nullable List<StepView> steps) throws SQLException {
        String parameters = row.optionalText("PARAMETERS");
        return new ExecutionView(
                row.int64("JOBEXECUTIONID"),
                row.int64("JOBINSTANCEID"),
                row.text("JOBNAME"),
                BatchStatus.valueOf(row.text("BATCHSTATUS")),
                row.optionalText("EXITSTATUS"),
                row.optionalInstant("CREATETIME"),
                row.optionalInstant("STARTTIME"),
                row.optionalInstant("ENDTIME"),
                parameters == null
                        ? jberetParameters(row.text("JOBPARAMETERS"))
                        : new TreeMap<>(Json.texts(parameters)),
                steps);
    }

    static StepView step(Row row, Map<String, Long> counters, List<PartitionView> partitions) throws SQLException {
        boolean ended = row.optionalInstant("ENDTIME") != null;
        // JBeret adds up the partitions, but writes the sum at the end.
        Map<String, Long> metrics = ended || partitions.isEmpty()
                ? Counts.ofColumns(row)
                : Counts.sum(partitions.stream()
                        .map(PartitionView::metrics)
                        .filter(Objects::nonNull)
                        .toList());
        return new StepView(
                row.int64("STEPEXECUTIONID"),
                row.text("STEPNAME"),
                BatchStatus.valueOf(row.text("BATCHSTATUS")),
                row.optionalText("EXITSTATUS"),
                readable(row.optionalText("EXECUTIONEXCEPTION")),
                metrics,
                counters,
                partitions);
    }

    /**
     * A row of {@code PARTITION_EXECUTION} with that of {@code PARTITION_RESULT}, if there is one, in columns that begin with
     * {@code RESULT}.
     */
    static PartitionView partition(Row row, List<AttemptView> attempts) throws SQLException {
        String result = row.optionalText("RESULTSTATUS");
        BatchStatus status = BatchStatus.valueOf(result == null ? row.text("BATCHSTATUS") : result);
        // JBeret says STARTED as soon as it hands a partition over.
        boolean waits = status == BatchStatus.STARTED && row.optionalInt64("RESULTSTEP") != null && attempts.isEmpty();
        String failure = row.optionalText("RESULTFAILURE");
        return new PartitionView(
                row.int32("PARTITIONEXECUTIONID"),
                waits ? BatchStatus.STARTING : status,
                row.optionalText(result == null ? "EXITSTATUS" : "RESULTEXITSTATUS"),
                readable(failure == null ? row.optionalText("EXECUTIONEXCEPTION") : failure),
                Counts.ofJson(row.optionalText("RESULTMETRICS")),
                attempts);
    }

    static AttemptView attempt(Row row) throws SQLException {
        return new AttemptView(
                row.int32("ATTEMPT"),
                row.text("WORKER"),
                row.text("HOST"),
                row.int64("PID"),
                row.optionalInstant("STARTTIME"),
                row.optionalInstant("ENDTIME"),
                AttemptOutcome.valueOf(row.text("OUTCOME")),
                row.optionalInt32("EXITCODE"),
                row.optionalText("SIGNAL"),
                Counts.ofJson(row.optionalText("METRICS")));
    }

    /** JBeret's own form, of an execution that it created without us: {@code key = value} in lines. */
    private static Map<String, String> jberetParameters(String text) {
        Map<String, String> parameters = new TreeMap<>();
        text.lines().forEach(line -> {
            int delimiter = line.indexOf(" = ");
            if (delimiter > 0) {
                parameters.put(line.substring(0, delimiter), line.substring(delimiter + 3));
            }
        });
        return parameters;
    }

    private static @Nullable String readable(@Nullable String stackTrace) {
        return stackTrace == null ? null : stackTrace.replace("\r\n", "\n").stripTrailing();
    }
}
