// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import static dev.procession.runtime.repository.Rows.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.procession.messaging.PartitionEvent;
import dev.procession.messaging.PartitionState;
import dev.procession.messaging.RemoteFailure;
import dev.procession.messaging.WorkerIdentity;
import jakarta.batch.runtime.BatchStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcJobQueriesTest {

    private static final WorkerIdentity WORKER = new WorkerIdentity("worker-1", "host", 101);

    @TempDir
    private Path home;

    private Database database;
    private JobQueries queries;
    private Rows rows;

    RepositorySettings settings() {
        return RepositorySettings.inHome(home);
    }

    @BeforeEach
    void open() {
        database = Database.open(settings());
        queries = database.queries();
        rows = new Rows(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void executions_several_newestFirstUpToTheLimit() {
        long instance = rows.instance("job");
        long first = rows.execution(instance, BatchStatus.FAILED, "");
        long second = rows.execution(instance, BatchStatus.COMPLETED, "");
        long third = rows.execution(rows.instance("other"), BatchStatus.STARTED, "");
        assertThat(queries.executions(2)).extracting(ExecutionView::executionId).containsExactly(third, second);
        assertThat(queries.executions(100))
                .extracting(ExecutionView::executionId, ExecutionView::jobName, ExecutionView::steps)
                .containsExactly(tuple(third, "other", null), tuple(second, "job", null), tuple(first, "job", null));
    }

    @Test
    void executions_beforeAnother_areTheNextPage() {
        long instance = rows.instance("job");
        long first = rows.execution(instance, BatchStatus.FAILED, "");
        long second = rows.execution(instance, BatchStatus.FAILED, "");
        long third = rows.execution(instance, BatchStatus.COMPLETED, "");
        assertThat(queries.executions(1, third))
                .extracting(ExecutionView::executionId)
                .containsExactly(second);
        assertThat(queries.executions(9, second))
                .extracting(ExecutionView::executionId)
                .containsExactly(first);
    }

    @Test
    void execution_unknown_isEmpty() {
        assertThat(queries.execution(7)).isEmpty();
    }

    @Test
    void execution_ofPlainJBeret_parametersAreDecoded() {
        long id = rows.execution(rows.instance("job"), BatchStatus.STARTED, "b = 2 = two\na = \nno delimiter\n");
        assertThat(execution(id).parameters()).containsExactly(Map.entry("a", ""), Map.entry("b", "2 = two"));
    }

    @Test
    void execution_parametersKept_areExact() {
        long id = rows.execution(rows.instance("job"), BatchStatus.STARTED, "a = 1\nrest of a\n");
        database.parameters().save(id, Map.of("a", "1\nrest of a"));
        database.parameters().save(id, Map.of("a", "later"));
        assertThat(execution(id).parameters()).containsExactly(Map.entry("a", "1\nrest of a"));
    }

    @Test
    void execution_stepWithoutPartitions_hasItsOwnMetrics() {
        long id = rows.execution(rows.instance("job"), BatchStatus.FAILED, "");
        long step = rows.step(id, "step");
        rows.update(
                "UPDATE STEP_EXECUTION SET BATCHSTATUS = 'FAILED', EXITSTATUS = 'bad', READCOUNT = 7, WRITESKIPCOUNT = 3000000000,"
                        + " EXECUTIONEXCEPTION = ?, ENDTIME = ? WHERE STEPEXECUTIONID = ?",
                "java.io.IOException: no\r\n\tat A.b\r\n",
                T0,
                step);
        assertThat(execution(id).steps())
                .containsExactly(new StepView(
                        step,
                        "step",
                        BatchStatus.FAILED,
                        "bad",
                        "java.io.IOException: no\n\tat A.b",
                        counts(Map.of("readCount", 7L, "writeSkipCount", 3_000_000_000L)),
                        Map.of(),
                        List.of()));
    }

    @Test
    void execution_plannedPartition_isStarting() {
        long id = rows.execution(rows.instance("job"), BatchStatus.STARTED, "");
        long step = rows.step(id, "step");
        database.partitions().plan(step, List.of(0, 1));
        database.partitions().plan(step, List.of(0, 1, 2));
        database.partitions().updateStatus(step, 1, BatchStatus.STARTED);
        assertThat(partitions(id))
                .containsExactly(
                        partition(0, BatchStatus.STARTING),
                        partition(1, BatchStatus.STARTING),
                        partition(2, BatchStatus.STARTING));
    }

    @Test
    void execution_partitionInTheCoordinator_isAsJBeretSays() {
        long id = rows.execution(rows.instance("job"), BatchStatus.STARTED, "");
        long step = rows.step(id, "step");
        rows.update(
                "INSERT INTO PARTITION_EXECUTION (PARTITIONEXECUTIONID, STEPEXECUTIONID, BATCHSTATUS) VALUES (0, ?, 'STARTED')",
                step);
        assertThat(partitions(id)).containsExactly(partition(0, BatchStatus.STARTED));
    }

    @Test
    void execution_partitionEnded_isShownBeforeJBeretKnows() {
        long id = rows.execution(rows.instance("job"), BatchStatus.STARTED, "");
        long step = rows.step(id, "step");
        database.partitions().plan(step, List.of(0, 1));
        database.attempts().started(new PartitionEvent.Started(rows.key(step, 1), 1, WORKER, T0));
        database.attempts()
                .ended(new PartitionEvent.Ended(
                        rows.key(step, 1),
                        1,
                        WORKER,
                        T0.plusSeconds(2),
                        "FAILED",
                        "bad",
                        PartitionState.INITIAL,
                        Map.of("readCount", 5L),
                        new RemoteFailure("E", "m", "E: m\n\tat worker.Code\n")));
        Map<String, Long> counts = counts(Map.of("readCount", 5L));
        assertThat(partitions(id))
                .containsExactly(
                        partition(0, BatchStatus.STARTING),
                        new PartitionView(
                                1,
                                BatchStatus.FAILED,
                                "bad",
                                "E: m\n\tat worker.Code",
                                counts,
                                List.of(new AttemptView(
                                        1,
                                        "worker-1",
                                        "host",
                                        101,
                                        T0,
                                        T0.plusSeconds(2),
                                        AttemptOutcome.FAILED,
                                        null,
                                        null,
                                        counts))));
        assertThat(execution(id).steps()).extracting(StepView::metrics).containsExactly(counts);
    }

    @Test
    void execution_severalSteps_partitionsStayWithTheirStep() {
        long id = rows.execution(rows.instance("job"), BatchStatus.STARTED, "");
        long first = rows.step(id, "first");
        long second = rows.step(id, "second");
        long third = rows.step(id, "third");
        database.partitions().plan(third, List.of(10, 2));
        database.partitions().plan(first, List.of(0));
        database.attempts().started(new PartitionEvent.Started(rows.key(third, 2), 1, WORKER, T0));
        assertThat(execution(id).steps()).extracting(StepView::stepExecutionId).containsExactly(first, second, third);
        assertThat(execution(id).steps())
                .extracting(step -> step.partitions().stream()
                        .map(partition -> partition.partition() + ":"
                                + partition.attempts().size())
                        .toList())
                .containsExactly(List.of("0:0"), List.of(), List.of("2:1", "10:0"));
    }

    @Test
    void readOnly_afterClose_answersTheSame() {
        long id = rows.execution(rows.instance("job"), BatchStatus.STARTED, "");
        database.partitions().plan(rows.step(id, "step"), List.of(0));
        ExecutionView expected = execution(id);
        database.close();
        try (Database readOnly = Database.openReadOnly(settings()).orElseThrow()) {
            assertThat(readOnly.queries().execution(id)).contains(expected);
        }
    }

    private ExecutionView execution(long id) {
        return queries.execution(id).orElseThrow();
    }

    private List<PartitionView> partitions(long id) {
        return execution(id).steps().get(0).partitions();
    }

    private static PartitionView partition(int number, BatchStatus status) {
        return new PartitionView(number, status, null, null, null, List.of());
    }

    private static Map<String, Long> counts(Map<String, Long> some) {
        return Counts.sum(List.of(some));
    }
}
