// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import dev.procession.runtime.repository.Jdbc.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the tables: five queries for an execution, however many partitions it has. */
final class JdbcJobQueries implements JobQueries {

    private static final String EXECUTIONS = """
            SELECT E.JOBEXECUTIONID, E.JOBINSTANCEID, I.JOBNAME, E.BATCHSTATUS, E.EXITSTATUS, E.CREATETIME, E.STARTTIME, E.ENDTIME,
                   E.JOBPARAMETERS, P.PARAMETERS
            FROM %s E
            JOIN JOB_INSTANCE I ON I.JOBINSTANCEID = E.JOBINSTANCEID
            LEFT JOIN JOB_PARAMETERS P ON P.JOBEXECUTIONID = E.JOBEXECUTIONID
            ORDER BY E.JOBEXECUTIONID DESC
            """;

    // The limit inside: the joins then see these rows only, whatever the planner makes of the rest.
    private static final String NEWEST = EXECUTIONS.formatted("(SELECT * FROM JOB_EXECUTION WHERE JOBEXECUTIONID < ?"
            + " ORDER BY JOBEXECUTIONID DESC FETCH FIRST ? ROWS ONLY)");

    private static final String ONE = EXECUTIONS.formatted("(SELECT * FROM JOB_EXECUTION WHERE JOBEXECUTIONID = ?)");

    private static final String STEPS = """
            SELECT STEPEXECUTIONID, STEPNAME, BATCHSTATUS, EXITSTATUS, EXECUTIONEXCEPTION, ENDTIME, READCOUNT, WRITECOUNT,
                   COMMITCOUNT, ROLLBACKCOUNT, READSKIPCOUNT, PROCESSSKIPCOUNT, FILTERCOUNT, WRITESKIPCOUNT
            FROM STEP_EXECUTION
            WHERE JOBEXECUTIONID = ?
            ORDER BY STEPEXECUTIONID
            """;

    private static final String PARTITIONS = """
            SELECT P.STEPEXECUTIONID, P.PARTITIONEXECUTIONID, P.BATCHSTATUS, P.EXITSTATUS, P.EXECUTIONEXCEPTION,
                   R.STEPEXECUTIONID AS RESULTSTEP, R.BATCHSTATUS AS RESULTSTATUS, R.EXITSTATUS AS RESULTEXITSTATUS,
                   R.METRICS AS RESULTMETRICS, R.FAILURE AS RESULTFAILURE
            FROM STEP_EXECUTION S
            JOIN PARTITION_EXECUTION P ON P.STEPEXECUTIONID = S.STEPEXECUTIONID
            LEFT JOIN PARTITION_RESULT R
              ON R.STEPEXECUTIONID = P.STEPEXECUTIONID AND R.PARTITIONEXECUTIONID = P.PARTITIONEXECUTIONID
            WHERE S.JOBEXECUTIONID = ?
            ORDER BY P.STEPEXECUTIONID, P.PARTITIONEXECUTIONID
            """;

    private static final String ATTEMPTS = """
            SELECT A.STEPEXECUTIONID, A.PARTITIONEXECUTIONID, A.ATTEMPT, A.WORKER, A.HOST, A.PID, A.STARTTIME, A.ENDTIME, A.OUTCOME,
                   A.EXITCODE, A.SIGNAL, A.METRICS
            FROM STEP_EXECUTION S
            JOIN PARTITION_ATTEMPT A ON A.STEPEXECUTIONID = S.STEPEXECUTIONID
            WHERE S.JOBEXECUTIONID = ?
            ORDER BY A.STEPEXECUTIONID, A.PARTITIONEXECUTIONID, A.ATTEMPT
            """;

    private static final String COUNTERS = """
            SELECT R.STEPEXECUTIONID, R.COUNTERS
            FROM STEP_EXECUTION S
            JOIN PARTITION_RESULT R ON R.STEPEXECUTIONID = S.STEPEXECUTIONID
            WHERE S.JOBEXECUTIONID = ? AND R.COUNTERS IS NOT NULL
            """;

    private final Jdbc jdbc;

    JdbcJobQueries(Jdbc jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<ExecutionView> executions(int limit, long before) {
        return jdbc.transaction(
                "read the newest job executions",
                session -> session.query(NEWEST, row -> ViewRows.execution(row, null), before, limit));
    }

    @Override
    public Optional<ExecutionView> execution(long executionId) {
        return jdbc.transaction("read job execution " + executionId, session -> {
            if (!session.exists("SELECT 1 FROM JOB_EXECUTION WHERE JOBEXECUTIONID = ?", executionId)) {
                return Optional.empty();
            }
            List<StepView> steps = steps(session, executionId);
            return session.first(ONE, row -> ViewRows.execution(row, steps), executionId);
        });
    }

    /** Attempts first, so that a partition that starts meanwhile is shown as not started, never as started by nobody. */
    private static List<StepView> steps(Session session, long executionId) throws SQLException {
        Map<PartitionId, List<AttemptView>> attempts = new HashMap<>();
        session.query(
                ATTEMPTS,
                row -> attempts.computeIfAbsent(
                                new PartitionId(row.int64("STEPEXECUTIONID"), row.int32("PARTITIONEXECUTIONID")),
                                key -> new ArrayList<>())
                        .add(ViewRows.attempt(row)),
                executionId);
        Map<Long, List<PartitionView>> partitions = new HashMap<>();
        session.query(
                PARTITIONS,
                row -> {
                    long step = row.int64("STEPEXECUTIONID");
                    PartitionId id = new PartitionId(step, row.int32("PARTITIONEXECUTIONID"));
                    return partitions
                            .computeIfAbsent(step, key -> new ArrayList<>())
                            .add(ViewRows.partition(row, attempts.getOrDefault(id, List.of())));
                },
                executionId);
        Map<Long, Map<String, Long>> counters = counters(session, executionId);
        return session.query(
                STEPS,
                row -> {
                    long step = row.int64("STEPEXECUTIONID");
                    return ViewRows.step(
                            row, counters.getOrDefault(step, Map.of()), partitions.getOrDefault(step, List.of()));
                },
                executionId);
    }

    private static Map<Long, Map<String, Long>> counters(Session session, long executionId) throws SQLException {
        Map<Long, Map<String, Long>> counters = new HashMap<>();
        session.query(
                COUNTERS,
                row -> {
                    Map<String, Long> ofStep =
                            counters.computeIfAbsent(row.int64("STEPEXECUTIONID"), step -> new TreeMap<>());
                    Json.counts(row.text("COUNTERS")).forEach((name, count) -> ofStep.merge(name, count, Long::sum));
                    return ofStep;
                },
                executionId);
        return counters;
    }

    private record PartitionId(long step, int partition) {}
}
