// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.PartitionView;
import dev.procession.runtime.repository.StepView;
import dev.procession.runtime.repository.WorkerView;
import dev.procession.runtime.repository.WorkerView.RunningView;
import jakarta.batch.runtime.BatchStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExecutionReportTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Times PARIS = new Times(ZoneId.of("Europe/Paris"));
    private static final Map<String, Long> METRICS =
            Map.of("readCount", 1200L, "writeCount", 1190L, "processSkipCount", 9L, "readSkipCount", 1L);

    private static AttemptView attempt(int number, AttemptOutcome outcome, @Nullable String signal) {
        boolean lost = outcome == AttemptOutcome.LOST;
        return new AttemptView(
                number,
                "worker-" + number,
                "host",
                100 + number,
                START,
                START.plusMillis(1500),
                outcome,
                null,
                signal,
                lost ? null : METRICS);
    }

    private static ExecutionView execution(
            BatchStatus status, @Nullable String exception, PartitionView... partitions) {
        StepView step = new StepView(
                3,
                "work",
                status,
                status.name(),
                exception,
                METRICS,
                Map.of("refused", 1_300L, "late", 2L),
                List.of(partitions));
        return new ExecutionView(
                7,
                5,
                "sums",
                status,
                "my status",
                START,
                START,
                START.plusSeconds(65),
                Map.of("b", "2", "a", "1"),
                List.of(step));
    }

    private static PartitionView partition(
            int number, BatchStatus status, @Nullable String exception, AttemptView... attempts) {
        return new PartitionView(number, status, null, exception, METRICS, List.of(attempts));
    }

    private static final ExecutionView SURVIVED = execution(
            BatchStatus.COMPLETED,
            null,
            partition(
                    0,
                    BatchStatus.COMPLETED,
                    null,
                    attempt(1, AttemptOutcome.LOST, "SIGKILL"),
                    attempt(2, AttemptOutcome.COMPLETED, null)),
            partition(1, BatchStatus.COMPLETED, null));

    private static final ExecutionView FAILED = execution(
            BatchStatus.FAILED,
            "org.Wrapper: it failed\n\tat a.B.c(B.java:1)",
            partition(
                    0,
                    BatchStatus.FAILED,
                    "com.example.BadRow: row 3\n\tat com.example.Reader.read(Reader.java:5)",
                    attempt(1, AttemptOutcome.FAILED, null)));

    @Test
    void of_anExecution_showsEveryAttempt() {
        assertThat(ExecutionReport.of(SURVIVED, PARIS, null))
                .containsExactly(
                        "Execution 7 of job sums, instance 5",
                        "  status      COMPLETED, exit status my status",
                        "  created     2026-03-01 11:00:00",
                        "  started     2026-03-01 11:00:00",
                        "  ended       2026-03-01 11:01:05",
                        "  took        1 min 05 s",
                        "  parameter   a=1",
                        "  parameter   b=2",
                        "",
                        "Step work, step execution 3",
                        "  status      COMPLETED",
                        "  items       1,200 read, 1,190 written, 10 skipped",
                        "  counted     late 2, refused 1,300",
                        "  partitions  2",
                        "",
                        "  PARTITION  STATUS     ATTEMPT  WORKER    HOST  PID  START         TOOK   OUTCOME          READ  WRITTEN  SKIPPED",
                        "          0  COMPLETED        1  worker-1  host  101  11:00:00.000  1.5 s  LOST (SIGKILL)      -        -        -",
                        "                              2  worker-2  host  102  11:00:00.000  1.5 s  COMPLETED       1,200    1,190       10",
                        "          1  COMPLETED        -  -         -       -  -             -      -               1,200    1,190       10",
                        "",
                        "Times are in Europe/Paris.");
    }

    @Test
    void of_aFailure_saysWhy() {
        assertThat(ExecutionReport.of(FAILED, PARIS, null))
                .containsSequence(
                        "  Why it failed",
                        "    step: Wrapper: it failed",
                        "    partition 0: BadRow: row 3",
                        "",
                        "    com.example.BadRow: row 3",
                        "      at com.example.Reader.read(Reader.java:5)");
    }

    @Test
    void list_executions_areRows() {
        assertThat(ExecutionReport.list(List.of(SURVIVED), PARIS))
                .containsExactly(
                        "EXECUTION  INSTANCE  JOB   STATUS     EXIT STATUS  CREATED              TOOK",
                        "        7         5  sums  COMPLETED  my status    2026-03-01 11:00:00  1 min 05 s",
                        "",
                        "Times are in Europe/Paris.");
    }

    @Test
    void summary_ofARun_saysWhatToLookAtNext() {
        assertThat(RunSummary.of(SURVIVED, Duration.ofSeconds(4), "/h/results/7", "/h", "procession show 7"))
                .containsExactly(
                        "sums COMPLETED (exit status my status) in 4.0 s",
                        "  execution   7",
                        "  items       1,200 read, 1,190 written, 10 skipped",
                        "  partitions  2",
                        "  workers     worker-2 (host, pid 102) 1",
                        "  results     /h/results/7",
                        "  state       /h",
                        "  inspect     procession show 7");
    }

    @Test
    void summary_ofAFailure_saysWhereAndWhy() {
        assertThat(RunSummary.failure(FAILED)).isEqualTo("sums failed in step work, partition 0: BadRow: row 3");
        assertThat(RunSummary.of(FAILED, Duration.ofSeconds(4), null, "/h", "procession show 7"))
                .contains("  partitions  1, 0 completed")
                .noneMatch(line -> line.startsWith("  results"));
    }

    private static final ExecutionView WAITS = execution(
            BatchStatus.STARTED,
            null,
            partition(0, BatchStatus.COMPLETED, null, attempt(1, AttemptOutcome.COMPLETED, null)),
            partition(1, BatchStatus.STARTED, null, attempt(1, AttemptOutcome.LOST, "SIGKILL")),
            partition(2, BatchStatus.STARTING, null));

    private static WorkerView worker(RunningView... running) {
        return new WorkerView("w", "host", 100, 1, List.of(running), START);
    }

    @Test
    void of_partitionsWaitAndNothingRuns_saysWhoIsThere() {
        assertThat(ExecutionReport.of(WAITS, PARIS, List.of()))
                .contains("  waiting     2 partitions; no worker is connected");
        assertThat(ExecutionReport.of(WAITS, PARIS, List.of(worker(), worker())))
                .contains(
                        "  waiting     2 partitions; 2 workers, idle: if that lasts, their logs say why they do not take"
                                + " these partitions");
    }

    @Test
    void of_somethingRunsOrNobodyKnows_saysNothingOfWaiting() {
        List<WorkerView> busy = List.of(worker(), worker(new RunningView("another job", 1, Map.of())));
        assertThat(ExecutionReport.of(WAITS, PARIS, busy)).noneMatch(line -> line.contains("waiting"));
        assertThat(ExecutionReport.of(WAITS, PARIS, null)).noneMatch(line -> line.contains("waiting"));
        assertThat(ExecutionReport.of(SURVIVED, PARIS, List.of())).noneMatch(line -> line.contains("waiting"));
    }
}
