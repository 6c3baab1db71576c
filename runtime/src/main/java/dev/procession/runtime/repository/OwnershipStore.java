// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which coordinator runs which execution, in a database that several share.
 *
 * <p>Each has a lease, renewed by the clock of the database. To take over is to delete a lease that has run out and to put one's name to the
 * execution, in one transaction. In PostgreSQL every write of a coordinator holds its lease while it lasts and fails without one; so a coordinator
 * that was frozen writes nothing more, and none of its writes overlaps the take-over.
 */
public final class OwnershipStore {

    private final Jdbc jdbc;
    private final @Nullable String owner;
    private final boolean postgresql;

    /** @param owner id of the coordinator that has the database open, or null if it shares it with nobody */
    OwnershipStore(Jdbc jdbc, @Nullable String owner, boolean postgresql) {
        this.jdbc = jdbc;
        this.owner = owner;
        this.postgresql = postgresql;
    }

    /**
     * An execution whose coordinator is gone.
     *
     * @param executionId its id
     * @param jobName its job
     * @param owner the coordinator, or null if it has none
     * @param epoch how many coordinators it has had
     */
    public record Orphan(
            long executionId, String jobName, @Nullable String owner, long epoch) {}

    /**
     * Takes a lease.
     *
     * @throws RepositoryException if the database fails
     */
    public void begin(Owner me, Duration time) {
        jdbc.transaction("take the lease of coordinator " + me.id(), session -> {
            session.update("DELETE FROM COORDINATOR_LEASE WHERE EXPIRES < CURRENT_TIMESTAMP - INTERVAL '1' DAY");
            return session.update(
                    "INSERT INTO COORDINATOR_LEASE (OWNER, HOME, BROKER, EXPIRES) VALUES (?, ?, ?, " + in(time) + ")",
                    me.id(),
                    me.home(),
                    me.broker());
        });
    }

    /**
     * Renews a lease, also one that has run out and that nobody has taken.
     *
     * @return false if another coordinator has taken it
     * @throws RepositoryException if the database fails
     */
    public boolean renew(String id, Duration time) {
        return jdbc.transaction(
                        "renew the lease of coordinator " + id,
                        session -> session.update(
                                "UPDATE COORDINATOR_LEASE SET EXPIRES = " + in(time) + " WHERE OWNER = ?", id))
                == 1;
    }

    /**
     * Gives a lease up.
     *
     * @throws RepositoryException if the database fails
     */
    public void end(String id) {
        jdbc.transaction(
                "give up the lease of coordinator " + id,
                session -> session.update("DELETE FROM COORDINATOR_LEASE WHERE OWNER = ?", id));
    }

    private static String in(Duration time) {
        return String.format(
                Locale.ROOT, "CURRENT_TIMESTAMP + INTERVAL '%d.%03d' SECOND", time.toSeconds(), time.toMillisPart());
    }

    /** Puts the owner's name to a new execution, where the database has not done so itself. */
    public void claim(long executionId) {
        if (owner != null) {
            jdbc.transaction(
                    "claim execution " + executionId,
                    session -> session.update(
                            "INSERT INTO EXECUTION_OWNER (JOBEXECUTIONID, OWNER, EPOCH, HOME, BROKER)"
                                    + " SELECT CAST(? AS BIGINT), OWNER, 1, HOME, BROKER FROM COORDINATOR_LEASE WHERE OWNER = ?"
                                    + " AND NOT EXISTS (SELECT 1 FROM EXECUTION_OWNER WHERE JOBEXECUTIONID = ?)",
                            executionId,
                            owner,
                            executionId));
        }
    }

    /**
     * The unfinished executions whose coordinator is gone and whose tasks and results are on this owner's broker, oldest first. An earlier
     * coordinator of the same state directory is gone for certain, whatever its lease says.
     *
     * @throws RepositoryException if the database fails
     */
    public List<Orphan> orphans(Owner me) {
        return jdbc.transaction(
                "find executions without a coordinator",
                session -> session.query(
                        "SELECT E.JOBEXECUTIONID, I.JOBNAME, O.OWNER, O.EPOCH FROM JOB_EXECUTION E"
                                + " JOIN JOB_INSTANCE I ON I.JOBINSTANCEID = E.JOBINSTANCEID"
                                + " LEFT JOIN EXECUTION_OWNER O ON O.JOBEXECUTIONID = E.JOBEXECUTIONID"
                                + " LEFT JOIN COORDINATOR_LEASE L ON L.OWNER = O.OWNER"
                                + " WHERE E.BATCHSTATUS IN ('STARTING', 'STARTED', 'STOPPING')"
                                + " AND (O.OWNER IS NULL OR (O.OWNER <> ? AND O.BROKER = ?"
                                + " AND (L.OWNER IS NULL OR L.EXPIRES < CURRENT_TIMESTAMP OR O.HOME = ?)))"
                                + " ORDER BY E.JOBEXECUTIONID",
                        row -> new Orphan(
                                row.int64("JOBEXECUTIONID"),
                                row.text("JOBNAME"),
                                row.optionalText("OWNER"),
                                row.int64("EPOCH")),
                        me.id(),
                        me.broker(),
                        me.home()));
    }

    /**
     * Takes an execution over, unless its coordinator has come back, or another one was faster.
     *
     * @throws RepositoryException if the database fails
     */
    public boolean takeOver(Orphan orphan, Owner me) {
        return jdbc.transaction("take over execution " + orphan.executionId(), session -> {
            if (orphan.owner() == null) {
                return session.update(
                                "INSERT INTO EXECUTION_OWNER (JOBEXECUTIONID, OWNER, EPOCH, HOME, BROKER) VALUES (?, ?, 1, ?, ?)",
                                orphan.executionId(),
                                me.id(),
                                me.home(),
                                me.broker())
                        == 1;
            }
            session.update(
                    "DELETE FROM COORDINATOR_LEASE WHERE OWNER = ? AND (EXPIRES < CURRENT_TIMESTAMP OR HOME = ?)",
                    orphan.owner(),
                    me.home());
            return !isAlive(session, orphan.owner())
                    && isUnfinished(session, orphan.executionId())
                    && session.update(
                                    "UPDATE EXECUTION_OWNER SET OWNER = ?, EPOCH = EPOCH + 1, HOME = ?"
                                            + " WHERE JOBEXECUTIONID = ? AND OWNER = ? AND EPOCH = ?",
                                    me.id(),
                                    me.home(),
                                    orphan.executionId(),
                                    orphan.owner(),
                                    orphan.epoch())
                            == 1;
        });
    }

    private static boolean isAlive(Jdbc.Session session, String id) throws SQLException {
        return session.exists("SELECT 1 FROM COORDINATOR_LEASE WHERE OWNER = ?", id);
    }

    private static boolean isUnfinished(Jdbc.Session session, long executionId) throws SQLException {
        return session.exists(
                "SELECT 1 FROM JOB_EXECUTION WHERE JOBEXECUTIONID = ? AND BATCHSTATUS IN ('STARTING', 'STARTED', 'STOPPING')",
                executionId);
    }

    /**
     * The other coordinator that runs an execution now, if there is one.
     *
     * @throws RepositoryException if the database fails
     */
    public Optional<String> otherOwner(long executionId) {
        return owner == null
                ? Optional.empty()
                : jdbc.transaction(
                        "find the coordinator of execution " + executionId,
                        session -> session.first(
                                "SELECT O.OWNER FROM EXECUTION_OWNER O JOIN COORDINATOR_LEASE L ON L.OWNER = O.OWNER"
                                        + " JOIN JOB_EXECUTION E ON E.JOBEXECUTIONID = O.JOBEXECUTIONID"
                                        + " WHERE O.JOBEXECUTIONID = ? AND O.OWNER <> ?"
                                        + " AND E.BATCHSTATUS IN ('STARTING', 'STARTED', 'STOPPING')",
                                row -> row.text("OWNER"),
                                executionId,
                                owner));
    }

    /**
     * The broker on which an execution's tasks and results were, if that is known.
     *
     * @throws RepositoryException if the database fails
     */
    public Optional<String> brokerOf(long executionId) {
        return jdbc.transaction(
                "find the broker of execution " + executionId,
                session -> session.first(
                        "SELECT BROKER FROM EXECUTION_OWNER WHERE JOBEXECUTIONID = ?",
                        row -> row.text("BROKER"),
                        executionId));
    }

    /**
     * Does something while no other coordinator does the like for this job instance: two must not restart it at the same time.
     *
     * @throws RepositoryException if the database fails
     */
    public <T> T exclusively(long instanceId, Supplier<T> action) {
        if (owner == null || !postgresql) {
            return action.get();
        }
        return jdbc.transaction("lock job instance " + instanceId, session -> {
            // Admits the foreign keys of new executions, unlike FOR UPDATE.
            session.exists("SELECT 1 FROM JOB_INSTANCE WHERE JOBINSTANCEID = ? FOR NO KEY UPDATE", instanceId);
            return action.get();
        });
    }
}
