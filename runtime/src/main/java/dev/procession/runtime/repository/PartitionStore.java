// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import jakarta.batch.runtime.BatchStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows of a step execution's partitions. */
public final class PartitionStore {

    private final Jdbc jdbc;

    PartitionStore(Jdbc jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Writes the rows of all partitions that are to run in workers, before the first of them is sent: after a crash in the midst of
     * sending, a restart must know of every one. Rows that exist stay as they are.
     *
     * @throws RepositoryException if the database fails; then no row was written
     */
    public void plan(long stepExecutionId, Collection<Integer> partitions) {
        jdbc.transaction("write the partitions of step execution " + stepExecutionId, session -> {
            Set<Integer> planned = new HashSet<>(session.query(
                    "SELECT PARTITIONEXECUTIONID FROM PARTITION_RESULT WHERE STEPEXECUTIONID = ?",
                    row -> row.int32("PARTITIONEXECUTIONID"),
                    stepExecutionId));
            Set<Integer> known = new HashSet<>(session.query(
                    "SELECT PARTITIONEXECUTIONID FROM PARTITION_EXECUTION WHERE STEPEXECUTIONID = ?",
                    row -> row.int32("PARTITIONEXECUTIONID"),
                    stepExecutionId));
            session.batch(
                    "INSERT INTO PARTITION_EXECUTION (STEPEXECUTIONID, PARTITIONEXECUTIONID, BATCHSTATUS) VALUES (?, ?, 'STARTING')",
                    keys(stepExecutionId, partitions, known));
            session.batch(
                    "INSERT INTO PARTITION_RESULT (STEPEXECUTIONID, PARTITIONEXECUTIONID) VALUES (?, ?)",
                    keys(stepExecutionId, partitions, planned));
            return true;
        });
    }

    /**
     * Writes the rows of a restarted step: all of the step execution that it continues, with what the finished ones came to and where the others
     * stood. The finished ones are among them so that the next restart finds them here too.
     *
     * @throws RepositoryException if the database fails; then no row was written
     */
    public void carryOver(long fromStepExecutionId, long toStepExecutionId) {
        jdbc.transaction("carry over the partitions of step execution " + fromStepExecutionId, session -> {
            session.update(
                    "INSERT INTO PARTITION_EXECUTION (STEPEXECUTIONID, PARTITIONEXECUTIONID, BATCHSTATUS, EXITSTATUS,"
                            + " PERSISTENTUSERDATA, READERCHECKPOINTINFO, WRITERCHECKPOINTINFO)"
                            + " SELECT CAST(? AS BIGINT), PARTITIONEXECUTIONID,"
                            + " CASE WHEN BATCHSTATUS = 'COMPLETED' THEN BATCHSTATUS ELSE 'STARTING' END, EXITSTATUS,"
                            + " PERSISTENTUSERDATA, READERCHECKPOINTINFO, WRITERCHECKPOINTINFO"
                            + " FROM PARTITION_EXECUTION WHERE STEPEXECUTIONID = ?"
                            + " AND NOT EXISTS (SELECT 1 FROM PARTITION_EXECUTION WHERE STEPEXECUTIONID = ?)",
                    toStepExecutionId,
                    fromStepExecutionId,
                    toStepExecutionId);
            session.update(
                    "INSERT INTO PARTITION_RESULT (STEPEXECUTIONID, PARTITIONEXECUTIONID, BATCHSTATUS, EXITSTATUS, ENDTIME,"
                            + " METRICS, COUNTERS) SELECT CAST(? AS BIGINT), E.PARTITIONEXECUTIONID, R.BATCHSTATUS, R.EXITSTATUS,"
                            + " R.ENDTIME, R.METRICS, (SELECT C.COUNTERS FROM PARTITION_RESULT C"
                            + " WHERE C.STEPEXECUTIONID = E.STEPEXECUTIONID"
                            + " AND C.PARTITIONEXECUTIONID = E.PARTITIONEXECUTIONID) FROM PARTITION_EXECUTION E LEFT JOIN PARTITION_RESULT R"
                            + " ON E.STEPEXECUTIONID = R.STEPEXECUTIONID"
                            + " AND E.PARTITIONEXECUTIONID = R.PARTITIONEXECUTIONID AND E.BATCHSTATUS = 'COMPLETED'"
                            + " WHERE E.STEPEXECUTIONID = ?"
                            + " AND NOT EXISTS (SELECT 1 FROM PARTITION_RESULT WHERE STEPEXECUTIONID = ?)",
                    toStepExecutionId,
                    fromStepExecutionId,
                    toStepExecutionId);
            return true;
        });
    }

    /**
     * Sets the status of a partition's row, if there is one.
     *
     * @return whether there is one
     * @throws RepositoryException if the database fails
     */
    public boolean updateStatus(long stepExecutionId, int partition, BatchStatus status) {
        return jdbc.transaction(
                "update partition " + partition + " of step execution " + stepExecutionId,
                session -> session.update(
                                "UPDATE PARTITION_EXECUTION SET BATCHSTATUS = ? WHERE STEPEXECUTIONID = ? AND PARTITIONEXECUTIONID = ?",
                                status.name(),
                                stepExecutionId,
                                partition)
                        == 1);
    }

    /**
     * Keeps what a partition has counted up to its last checkpoint.
     *
     * @throws RepositoryException if the database fails
     */
    public void saveCounters(long stepExecutionId, int partition, Map<String, Long> counters) {
        if (counters.isEmpty()) {
            return; // it has counted nothing, and never had: counters do not go
        }
        jdbc.transaction(
                "store the counters of partition " + partition + " of step execution " + stepExecutionId,
                session -> session.update(
                        "UPDATE PARTITION_RESULT SET COUNTERS = ? WHERE STEPEXECUTIONID = ? AND PARTITIONEXECUTIONID = ?",
                        Json.write(counters),
                        stepExecutionId,
                        partition));
    }

    /**
     * What each partition of a step execution has counted, by its number; those that have counted nothing are left out.
     *
     * @throws RepositoryException if the database fails
     */
    public Map<Integer, Map<String, Long>> counters(long stepExecutionId) {
        Map<Integer, Map<String, Long>> counters = new TreeMap<>();
        jdbc.transaction(
                "read the counters of step execution " + stepExecutionId,
                session -> session.query(
                        "SELECT PARTITIONEXECUTIONID, COUNTERS FROM PARTITION_RESULT"
                                + " WHERE STEPEXECUTIONID = ? AND COUNTERS IS NOT NULL",
                        row -> counters.put(row.int32("PARTITIONEXECUTIONID"), Json.counts(row.text("COUNTERS"))),
                        stepExecutionId));
        return counters;
    }

    private static List<@Nullable Object[]> keys(
            long stepExecutionId, Collection<Integer> partitions, Set<Integer> except) {
        List<@Nullable Object[]> keys = new ArrayList<>();
        for (Integer partition : partitions) {
            if (!except.contains(partition)) {
                keys.add(new @Nullable Object[] {stepExecutionId, partition});
            }
        }
        return keys;
    }
}
