// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import dev.procession.runtime.repository.Jdbc.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds and deletes job instances. */
public final class PurgeStore {

    private static final String INSTANCES = """
            SELECT I.JOBINSTANCEID, I.JOBNAME, COUNT(*) AS EXECUTIONS,
                   MAX(COALESCE(E.ENDTIME, E.LASTUPDATEDTIME, E.CREATETIME)) AS ENDED,
                   SUM(CASE WHEN E.BATCHSTATUS IN ('STARTING', 'STARTED', 'STOPPING') THEN 1 ELSE 0 END) AS RUNNING,
                   SUM(CASE WHEN E.BATCHSTATUS = 'COMPLETED' THEN 1 ELSE 0 END) AS COMPLETED,
                   SUM(CASE WHEN E.EXITSTATUS IN ('COORDINATOR_LOST', 'COORDINATOR_ENDED') AND E.BATCHSTATUS <> 'ABANDONED'
                             AND NOT EXISTS (SELECT 1 FROM JOB_EXECUTION N WHERE N.JOBINSTANCEID = E.JOBINSTANCEID
                                             AND N.JOBEXECUTIONID > E.JOBEXECUTIONID) THEN 1 ELSE 0 END) AS WAITING
            FROM JOB_INSTANCE I JOIN JOB_EXECUTION E ON E.JOBINSTANCEID = I.JOBINSTANCEID
            %s
            GROUP BY I.JOBINSTANCEID, I.JOBNAME
            ORDER BY I.JOBINSTANCEID DESC
            """;

    private final Jdbc jdbc;

    PurgeStore(Jdbc jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A job instance.
     *
     * @param instanceId its id
     * @param jobName its job
     * @param executions how many executions it has
     * @param ended when the last of them ended
     * @param isRunning whether one of them has not
     * @param isCompleted whether the job has completed
     * @param isLeft whether it waits to be restarted, since its coordinator died or was told to end
     */
    public record EndedInstance(
            long instanceId,
            String jobName,
            int executions,
            Instant ended,
            boolean isRunning,
            boolean isCompleted,
            boolean isLeft) {}

    /**
     * All instances, newest first.
     *
     * @throws RepositoryException if the database fails
     */
    public List<EndedInstance> ended() {
        return jdbc.transaction(
                "list job instances", session -> session.query(INSTANCES.formatted(""), PurgeStore::instance));
    }

    /**
     * The instance of an execution.
     *
     * @throws RepositoryException if the database fails
     */
    public Optional<EndedInstance> instanceOf(long executionId) {
        return jdbc.transaction(
                "find the instance of execution " + executionId,
                session -> session.first(
                        INSTANCES.formatted(
                                "WHERE I.JOBINSTANCEID = (SELECT JOBINSTANCEID FROM JOB_EXECUTION WHERE JOBEXECUTIONID = ?)"),
                        PurgeStore::instance,
                        executionId));
    }

    private static EndedInstance instance(Row row) throws SQLException {
        Instant ended = row.optionalInstant("ENDED");
        return new EndedInstance(
                row.int64("JOBINSTANCEID"),
                row.text("JOBNAME"),
                row.int32("EXECUTIONS"),
                ended == null ? Instant.EPOCH : ended,
                row.int32("RUNNING") > 0,
                row.int32("COMPLETED") > 0,
                row.int32("WAITING") > 0);
    }

    /**
     * The executions of partitioned steps of an instance.
     *
     * @throws RepositoryException if the database fails
     */
    public List<Long> partitionedSteps(long instanceId) {
        return jdbc.transaction(
                "find the partitioned steps of instance " + instanceId,
                session -> session.query(
                        "SELECT S.STEPEXECUTIONID FROM STEP_EXECUTION S"
                                + " JOIN PARTITION_PLAN P ON P.STEPEXECUTIONID = S.STEPEXECUTIONID"
                                + " JOIN JOB_EXECUTION E ON E.JOBEXECUTIONID = S.JOBEXECUTIONID WHERE E.JOBINSTANCEID = ?",
                        row -> row.int64("STEPEXECUTIONID"),
                        instanceId));
    }

    /**
     * Deletes an instance with its executions and all that refers to them, unless one of them runs.
     *
     * @return whether it was deleted
     * @throws RepositoryException if the database fails
     */
    public boolean delete(long instanceId) {
        return jdbc.transaction(
                        "delete job instance " + instanceId,
                        session -> session.update(
                                "DELETE FROM JOB_INSTANCE WHERE JOBINSTANCEID = ? AND NOT EXISTS (SELECT 1 FROM JOB_EXECUTION"
                                        + " WHERE JOBINSTANCEID = ? AND BATCHSTATUS IN ('STARTING', 'STARTED', 'STOPPING'))",
                                instanceId,
                                instanceId))
                == 1;
    }
}
