// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Executions that the repository takes for running. When a coordinator opens a repository that is its alone, their coordinator is dead. */
public final class UnfinishedStore {

    /** Exit status of an execution whose coordinator died. */
    public static final String COORDINATOR_LOST = "COORDINATOR_LOST";

    /** Exit status of an execution that was stopped because its coordinator was told to end. */
    public static final String COORDINATOR_ENDED = "COORDINATOR_ENDED";

    private static final String UNFINISHED = " BATCHSTATUS IN ('STARTING', 'STARTED', 'STOPPING')";

    private final Jdbc jdbc;

    UnfinishedStore(Jdbc jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A job execution that did not end.
     *
     * @param executionId its id
     * @param jobName its job
     */
    public record UnfinishedExecution(long executionId, String jobName) {}

    /**
     * All of them, oldest first.
     *
     * @throws RepositoryException if the database fails
     */
    public List<UnfinishedExecution> executions() {
        return jdbc.transaction(
                "find unfinished executions",
                session -> session.query(
                        "SELECT E.JOBEXECUTIONID, I.JOBNAME FROM JOB_EXECUTION E JOIN JOB_INSTANCE I"
                                + " ON I.JOBINSTANCEID = E.JOBINSTANCEID WHERE E." + UNFINISHED.trim()
                                + " ORDER BY E.JOBEXECUTIONID",
                        row -> new UnfinishedExecution(row.int64("JOBEXECUTIONID"), row.text("JOBNAME"))));
    }

    /**
     * Those that a coordinator runs in a database that it shares.
     *
     * @throws RepositoryException if the database fails
     */
    public List<Long> executionsOf(String owner) {
        return jdbc.transaction(
                "find the executions of coordinator " + owner,
                session -> session.query(
                        "SELECT E.JOBEXECUTIONID FROM JOB_EXECUTION E JOIN EXECUTION_OWNER O"
                                + " ON O.JOBEXECUTIONID = E.JOBEXECUTIONID WHERE O.OWNER = ? AND E."
                                + UNFINISHED.trim(),
                        row -> row.int64("JOBEXECUTIONID"),
                        owner));
    }

    /**
     * A step that did not end.
     *
     * @param stepExecutionId its id
     * @param name its name
     * @param planned whether it has a plan of partitions
     */
    public record UnfinishedStep(long stepExecutionId, String name, boolean planned) {}

    /**
     * The steps of an execution that did not end, in the order in which they began.
     *
     * @throws RepositoryException if the database fails
     */
    public List<UnfinishedStep> steps(long executionId) {
        return jdbc.transaction(
                "find the unfinished steps of execution " + executionId,
                session -> session.query(
                        "SELECT S.STEPEXECUTIONID, S.STEPNAME, CASE WHEN P.STEPEXECUTIONID IS NULL THEN 0 ELSE 1 END AS PLANNED"
                                + " FROM STEP_EXECUTION S LEFT JOIN PARTITION_PLAN P ON P.STEPEXECUTIONID = S.STEPEXECUTIONID"
                                + " WHERE S.JOBEXECUTIONID = ? AND S."
                                + UNFINISHED.trim() + " ORDER BY S.STEPEXECUTIONID",
                        row -> new UnfinishedStep(
                                row.int64("STEPEXECUTIONID"), row.text("STEPNAME"), row.int32("PLANNED") == 1),
                        executionId));
    }

    /**
     * The numbers of a step execution's partitions.
     *
     * @throws RepositoryException if the database fails
     */
    public List<Integer> partitions(long stepExecutionId) {
        return jdbc.transaction(
                "read the partitions of step execution " + stepExecutionId,
                session -> session.query(
                        "SELECT PARTITIONEXECUTIONID FROM PARTITION_EXECUTION WHERE STEPEXECUTIONID = ?"
                                + " ORDER BY PARTITIONEXECUTIONID",
                        row -> row.int32("PARTITIONEXECUTIONID"),
                        stepExecutionId));
    }

    /**
     * Those of them that have completed, in this execution of the step or an earlier one, as far as the repository knows.
     *
     * @throws RepositoryException if the database fails
     */
    public List<Integer> completed(long stepExecutionId) {
        return jdbc.transaction(
                "read the completed partitions of step execution " + stepExecutionId,
                session -> session.query(
                        "SELECT PARTITIONEXECUTIONID FROM PARTITION_EXECUTION WHERE STEPEXECUTIONID = ? AND BATCHSTATUS = 'COMPLETED'",
                        row -> row.int32("PARTITIONEXECUTIONID"),
                        stepExecutionId));
    }

    /**
     * Takes partitions for unfinished whose result still waits in the broker: a restart asks for them again, and is answered from there, so that
     * the analyzer sees them.
     *
     * @throws RepositoryException if the database fails
     */
    public void reopen(long stepExecutionId, Collection<Integer> partitions) {
        jdbc.transaction("reopen partitions of step execution " + stepExecutionId, session -> {
            for (Integer partition : partitions) {
                session.update(
                        "UPDATE PARTITION_EXECUTION SET BATCHSTATUS = 'STARTED' WHERE STEPEXECUTIONID = ?"
                                + " AND PARTITIONEXECUTIONID = ?",
                        stepExecutionId,
                        partition);
            }
            return true;
        });
    }

    /**
     * Marks an execution and its unfinished steps FAILED: it can be restarted then.
     *
     * @throws RepositoryException if the database fails
     */
    public void fail(long executionId, Instant at) {
        jdbc.transaction("mark execution " + executionId + " as failed", session -> {
            session.update(
                    "UPDATE PARTITION_ATTEMPT SET OUTCOME = 'LOST', ENDTIME = ? WHERE OUTCOME = 'RUNNING' AND STEPEXECUTIONID IN"
                            + " (SELECT STEPEXECUTIONID FROM STEP_EXECUTION WHERE JOBEXECUTIONID = ?)",
                    at,
                    executionId);
            session.update(
                    "UPDATE STEP_EXECUTION SET BATCHSTATUS = 'FAILED', EXITSTATUS = ?, ENDTIME = CURRENT_TIMESTAMP"
                            + " WHERE JOBEXECUTIONID = ? AND" + UNFINISHED,
                    COORDINATOR_LOST,
                    executionId);
            session.update(
                    "UPDATE JOB_EXECUTION SET BATCHSTATUS = 'FAILED', EXITSTATUS = ?, ENDTIME = CURRENT_TIMESTAMP,"
                            + " LASTUPDATEDTIME = CURRENT_TIMESTAMP WHERE JOBEXECUTIONID = ? AND" + UNFINISHED,
                    COORDINATOR_LOST,
                    executionId);
            return true;
        });
    }

    /**
     * Notes that an execution was stopped only because its coordinator was told to end, so that the next one restarts it; does nothing if it has
     * ended otherwise.
     *
     * @throws RepositoryException if the database fails
     */
    public void markCoordinatorEnded(long executionId) {
        jdbc.transaction(
                "mark execution " + executionId + " as ended with its coordinator",
                session -> session.update(
                        "UPDATE JOB_EXECUTION SET EXITSTATUS = ? WHERE JOBEXECUTIONID = ? AND BATCHSTATUS = 'STOPPED'",
                        COORDINATOR_ENDED,
                        executionId));
    }

    /**
     * An execution that ended with its coordinator and has not been restarted.
     *
     * @param executionId its id
     * @param jobName its job
     * @param losses how many executions of its instance in a row lost their coordinator, this one included
     */
    public record LeftExecution(long executionId, String jobName, int losses) {}

    /**
     * The executions that ended with their coordinator and wait to be restarted, oldest first.
     *
     * @param broker where their tasks and results have to be, if that is known of them
     *
     * @throws RepositoryException if the database fails
     */
    public List<LeftExecution> left(String broker) {
        return jdbc.transaction(
                "find executions to restart",
                session -> session.query(
                        "SELECT E.JOBEXECUTIONID, I.JOBNAME,"
                                + " (SELECT COUNT(*) FROM JOB_EXECUTION L WHERE L.JOBINSTANCEID = E.JOBINSTANCEID"
                                + " AND L.EXITSTATUS = ? AND L.JOBEXECUTIONID > (SELECT COALESCE(MAX(O.JOBEXECUTIONID), 0)"
                                + " FROM JOB_EXECUTION O WHERE O.JOBINSTANCEID = E.JOBINSTANCEID"
                                + " AND (O.EXITSTATUS IS NULL OR O.EXITSTATUS <> ?))) AS LOSSES"
                                + " FROM JOB_EXECUTION E JOIN JOB_INSTANCE I ON I.JOBINSTANCEID = E.JOBINSTANCEID"
                                + " LEFT JOIN EXECUTION_OWNER W ON W.JOBEXECUTIONID = E.JOBEXECUTIONID"
                                + " WHERE (W.BROKER IS NULL OR W.BROKER = ?) AND E.BATCHSTATUS IN ('FAILED', 'STOPPED') AND E.EXITSTATUS IN (?, ?)"
                                + " AND NOT EXISTS (SELECT 1 FROM JOB_EXECUTION N WHERE N.JOBINSTANCEID = E.JOBINSTANCEID"
                                + " AND N.JOBEXECUTIONID > E.JOBEXECUTIONID) ORDER BY E.JOBEXECUTIONID",
                        row -> new LeftExecution(row.int64("JOBEXECUTIONID"), row.text("JOBNAME"), row.int32("LOSSES")),
                        COORDINATOR_LOST,
                        COORDINATOR_LOST,
                        broker,
                        COORDINATOR_LOST,
                        COORDINATOR_ENDED));
    }
}
