// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.repository.PurgeStore.EndedInstance;
import jakarta.batch.runtime.BatchStatus;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PurgeStoreTest {

    private static final List<String> TABLES = List.of(
            "JOB_INSTANCE",
            "JOB_EXECUTION",
            "STEP_EXECUTION",
            "PARTITION_EXECUTION",
            "PARTITION_PLAN",
            "PARTITION_RESULT",
            "JOB_XML",
            "JOB_PARAMETERS");

    @TempDir
    private Path home;

    private Database database;
    private Rows rows;

    RepositorySettings settings() {
        return RepositorySettings.inHome(home);
    }

    @BeforeEach
    void open() {
        database = Database.open(settings());
        rows = new Rows(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private long count(String table) {
        return database.jdbc()
                .transaction(
                        "count",
                        session -> session.first("SELECT COUNT(*) AS N FROM " + table, row -> row.int64("N"))
                                .orElseThrow());
    }

    @Test
    void ended_several_newestFirstWithWhatHoldsThem() {
        long running = rows.instance("running");
        rows.execution(running, BatchStatus.FAILED, "");
        rows.execution(running, BatchStatus.STARTED, "");
        long left = rows.instance("left");
        database.unfinished().fail(rows.execution(left, BatchStatus.STARTED, ""), Rows.T0);
        long completed = rows.instance("completed");
        rows.execution(completed, BatchStatus.COMPLETED, "");
        assertThat(database.purge().ended())
                .extracting(
                        EndedInstance::instanceId,
                        EndedInstance::executions,
                        EndedInstance::isRunning,
                        EndedInstance::isLeft,
                        EndedInstance::isCompleted)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(completed, 1, false, false, true),
                        org.assertj.core.groups.Tuple.tuple(left, 1, false, true, false),
                        org.assertj.core.groups.Tuple.tuple(running, 2, true, false, false));
    }

    @Test
    void delete_ended_leavesNoRowBehind() {
        long instance = rows.instance("job");
        long execution = rows.execution(instance, BatchStatus.FAILED, "");
        long step = rows.step(execution, "step");
        database.jobXml().save(instance, "job", "<job/>");
        database.parameters().save(execution, java.util.Map.of("a", "b"));
        database.partitions().plan(step, List.of(0, 1));
        rows.update(
                "INSERT INTO PARTITION_PLAN (STEPEXECUTIONID, PARTITIONS, OVERRIDES, PROPERTIES) VALUES (?, 2, FALSE, '[]')",
                step);
        assertThat(TABLES)
                .allSatisfy(table -> assertThat(count(table)).as(table).isPositive());
        assertThat(database.purge().partitionedSteps(instance)).containsExactly(step);
        assertThat(database.purge().instanceOf(execution).orElseThrow().instanceId())
                .isEqualTo(instance);

        assertThat(database.purge().delete(instance)).isTrue();

        assertThat(TABLES)
                .allSatisfy(table -> assertThat(count(table)).as(table).isZero());
        assertThat(database.purge().delete(instance)).isFalse();
    }

    @Test
    void delete_running_isRefused() {
        long instance = rows.instance("job");
        rows.execution(instance, BatchStatus.STARTED, "");
        assertThat(database.purge().delete(instance)).isFalse();
        assertThat(count("JOB_EXECUTION")).isOne();
    }
}
