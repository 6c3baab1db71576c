// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The plan of each partitioned step execution: how many partitions, and what each was given. A restart must not cut the work another way than
 * the execution that it continues, or finished partitions would stand for other items.
 */
public final class PartitionPlanStore {

    private final Jdbc jdbc;

    PartitionPlanStore(Jdbc jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A plan as it was made.
     *
     * @param partitions how many
     * @param overrides whether it stands instead of the plan of the execution that is continued
     * @param properties what each partition was given, by number; empty for a plan in the Job XML, which stays there
     */
    public record StoredPlan(int partitions, boolean overrides, List<Map<String, String>> properties) {}

    /**
     * A step execution that has a plan.
     *
     * @param stepExecutionId the step execution
     * @param jobExecutionId its job execution
     */
    public record PlannedStep(long stepExecutionId, long jobExecutionId) {}

    /**
     * Keeps the plan of a step execution; one that is there already stays.
     *
     * @throws RepositoryException if the database fails
     */
    public void save(long stepExecutionId, StoredPlan plan) {
        jdbc.transaction("store the plan of step execution " + stepExecutionId, session -> {
            if (!session.exists("SELECT 1 FROM PARTITION_PLAN WHERE STEPEXECUTIONID = ?", stepExecutionId)) {
                session.update(
                        "INSERT INTO PARTITION_PLAN (STEPEXECUTIONID, PARTITIONS, OVERRIDES, PROPERTIES)"
                                + " VALUES (?, ?, ?, ?)",
                        stepExecutionId,
                        plan.partitions(),
                        plan.overrides(),
                        Json.writeList(plan.properties()));
            }
            return true;
        });
    }

    /**
     * The plan of a step execution, if it came to one.
     *
     * @throws RepositoryException if the database fails
     */
    public Optional<StoredPlan> find(long stepExecutionId) {
        return jdbc.transaction(
                "read the plan of step execution " + stepExecutionId,
                session -> session.first(
                        "SELECT PARTITIONS, OVERRIDES, PROPERTIES FROM PARTITION_PLAN WHERE STEPEXECUTIONID = ?",
                        row -> new StoredPlan(
                                row.int32("PARTITIONS"), row.bool("OVERRIDES"), Json.textsList(row.text("PROPERTIES"))),
                        stepExecutionId));
    }

    /**
     * The step executions of a name in the job instance of {@code stepExecutionId} that came to a plan before it, oldest first.
     *
     * @throws RepositoryException if the database fails
     */
    public List<Long> earlier(long stepExecutionId) {
        return jdbc.transaction(
                "find what came before step execution " + stepExecutionId,
                session -> session.query(
                        "SELECT S.STEPEXECUTIONID FROM STEP_EXECUTION S"
                                + " JOIN JOB_EXECUTION E ON E.JOBEXECUTIONID = S.JOBEXECUTIONID"
                                + " JOIN PARTITION_PLAN P ON P.STEPEXECUTIONID = S.STEPEXECUTIONID,"
                                + " STEP_EXECUTION T JOIN JOB_EXECUTION F ON F.JOBEXECUTIONID = T.JOBEXECUTIONID"
                                + " WHERE T.STEPEXECUTIONID = ? AND E.JOBINSTANCEID = F.JOBINSTANCEID"
                                + " AND S.STEPNAME = T.STEPNAME AND S.STEPEXECUTIONID < T.STEPEXECUTIONID"
                                + " ORDER BY S.STEPEXECUTIONID",
                        row -> row.int64("STEPEXECUTIONID"),
                        stepExecutionId));
    }

    /**
     * The first of the step executions that {@code stepExecutionId} continues, itself if it continues none. One that completed, and a plan
     * that overrides the one before, end such a row.
     *
     * @throws RepositoryException if the database fails
     */
    public long lineage(long stepExecutionId) {
        return jdbc.transaction("find what step execution " + stepExecutionId + " continues", session -> {
            long first = stepExecutionId;
            List<Continued> newestFirst = session.query(
                    "SELECT S.STEPEXECUTIONID, S.BATCHSTATUS, P.OVERRIDES FROM STEP_EXECUTION S"
                            + " JOIN JOB_EXECUTION E ON E.JOBEXECUTIONID = S.JOBEXECUTIONID"
                            + " LEFT JOIN PARTITION_PLAN P ON P.STEPEXECUTIONID = S.STEPEXECUTIONID,"
                            + " STEP_EXECUTION T JOIN JOB_EXECUTION F ON F.JOBEXECUTIONID = T.JOBEXECUTIONID"
                            + " WHERE T.STEPEXECUTIONID = ? AND E.JOBINSTANCEID = F.JOBINSTANCEID"
                            + " AND S.STEPNAME = T.STEPNAME AND S.STEPEXECUTIONID <= T.STEPEXECUTIONID"
                            + " ORDER BY S.STEPEXECUTIONID DESC",
                    row -> new Continued(
                            row.int64("STEPEXECUTIONID"),
                            "COMPLETED".equals(row.text("BATCHSTATUS")),
                            row.bool("OVERRIDES")),
                    stepExecutionId);
            for (Continued step : newestFirst) {
                if (step.completed() && step.stepExecutionId() != stepExecutionId) {
                    break;
                }
                first = step.stepExecutionId();
                if (step.overrides()) {
                    break;
                }
            }
            return first;
        });
    }

    private record Continued(long stepExecutionId, boolean completed, boolean overrides) {}

    /**
     * The latest step execution of a name in a job instance that came to a plan.
     *
     * @throws RepositoryException if the database fails
     */
    public Optional<PlannedStep> latest(long instanceId, String stepName) {
        return jdbc.transaction(
                "find the plan of step '" + stepName + "' of instance " + instanceId,
                session -> session.first(
                        "SELECT S.STEPEXECUTIONID, S.JOBEXECUTIONID FROM STEP_EXECUTION S"
                                + " JOIN JOB_EXECUTION E ON E.JOBEXECUTIONID = S.JOBEXECUTIONID"
                                + " JOIN PARTITION_PLAN P ON P.STEPEXECUTIONID = S.STEPEXECUTIONID"
                                + " WHERE E.JOBINSTANCEID = ? AND S.STEPNAME = ? ORDER BY S.STEPEXECUTIONID DESC",
                        row -> new PlannedStep(row.int64("STEPEXECUTIONID"), row.int64("JOBEXECUTIONID")),
                        instanceId,
                        stepName));
    }
}
