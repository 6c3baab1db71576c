// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import dev.procession.messaging.PartitionKey;
import dev.procession.messaging.StepKey;
import jakarta.batch.runtime.BatchStatus;
import java.time.Instant;

/** Writes the rows that JBeret would write. */
final class Rows {

    static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");

    private final Database database;

    Rows(Database database) {
        this.database = database;
    }

    long instance(String jobName) {
        return insert("JOB_INSTANCE", "JOBINSTANCEID", "INSERT INTO JOB_INSTANCE (JOBNAME) VALUES (?)", jobName);
    }

    long execution(long instanceId, BatchStatus status, String parameters) {
        return insert(
                "JOB_EXECUTION",
                "JOBEXECUTIONID",
                "INSERT INTO JOB_EXECUTION (JOBINSTANCEID, CREATETIME, BATCHSTATUS, JOBPARAMETERS) VALUES (?, ?, ?, ?)",
                instanceId,
                T0,
                status.name(),
                parameters);
    }

    long step(long executionId, String name) {
        return insert(
                "STEP_EXECUTION",
                "STEPEXECUTIONID",
                "INSERT INTO STEP_EXECUTION (JOBEXECUTIONID, STEPNAME, STARTTIME, BATCHSTATUS) VALUES (?, ?, ?, 'STARTED')",
                executionId,
                name,
                T0);
    }

    /** A step execution of a job of its own. */
    long step() {
        return step(execution(instance("job"), BatchStatus.STARTED, ""), "step");
    }

    PartitionKey key(long stepExecutionId, int partition) {
        return new PartitionKey(new StepKey(database.repositoryId(), stepExecutionId), partition);
    }

    int update(String sql, Object... arguments) {
        return database.jdbc().transaction("update", session -> session.update(sql, arguments));
    }

    private long insert(String table, String id, String sql, Object... arguments) {
        return database.jdbc().transaction("insert", session -> {
            session.update(sql, arguments);
            return session.first("SELECT MAX(" + id + ") AS ID FROM " + table, row -> row.int64("ID"))
                    .orElseThrow();
        });
    }
}
