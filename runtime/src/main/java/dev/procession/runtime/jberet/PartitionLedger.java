// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.PartitionTask;
import dev.procession.runtime.partition.PartitionFence;
import dev.procession.workers.Backoff;
import dev.procession.workers.spi.LeaseLostException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The row that a user's database keeps of a partition: who may write, and how far the rows beside it go.
 *
 * <p>Each chunk's transaction changes this row if it still bears the fence of this attempt, and commits or fails as a whole. So rows and checkpoint
 * are there together, and an attempt that a later one has overtaken can commit nothing. The row is never behind the broker's checkpoint, since it is
 * committed first, and at most one chunk ahead.
 *
 * <p>Two-phase commit was rejected: slower, and right only if a dead worker's log is recovered before its successor starts.
 */
final class PartitionLedger implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PartitionLedger.class);

    /** How long an attempt waits for an earlier one that keeps the row locked: that one may be frozen, and thaw. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** Codes with which databases say that another transaction was in the way: H2's time limit, PostgreSQL's. */
    private static final Set<String> LOCKED = Set.of("HYT00", "55P03");

    private static final String TABLE = "PROCESSION_PARTITION";
    private static final String CREATE =
            "CREATE TABLE " + TABLE + " (REPOSITORY VARCHAR(64) NOT NULL, STEP BIGINT NOT NULL,"
                    + " PARTITION_NUMBER INTEGER NOT NULL, EXECUTION BIGINT NOT NULL, ATTEMPT INTEGER NOT NULL, CHUNK TEXT,"
                    + " PRIMARY KEY (REPOSITORY, STEP, PARTITION_NUMBER))";
    private static final String THIS = " WHERE REPOSITORY = ? AND STEP = ? AND PARTITION_NUMBER = ?";

    private final Connection connection;
    private final PartitionTask task;
    private final PartitionFence fence;
    private @Nullable CommittedChunk last;

    private PartitionLedger(Connection connection, PartitionTask task, PartitionFence fence) {
        this.connection = connection;
        this.task = task;
        this.fence = fence;
    }

    /**
     * Claims the row for this attempt; waits while an earlier one keeps it locked.
     *
     * @throws LeaseLostException if a later attempt has it
     * @throws SQLException if the database fails
     */
    static PartitionLedger open(DataSource database, PartitionTask task, PartitionFence fence) throws SQLException {
        Connection connection = database.getConnection();
        PartitionLedger ledger = new PartitionLedger(connection, task, fence);
        try {
            connection.setAutoCommit(false);
            ledger.requireTable();
            ledger.awaitClaim();
            return ledger;
        } catch (SQLException | RuntimeException e) {
            ledger.close();
            throw e;
        }
    }

    // Several workers may come to an empty database at a time: who loses finds the other's table.
    private void requireTable() throws SQLException {
        if (tableExists()) {
            return;
        }
        try (Statement create = connection.createStatement()) {
            create.execute(CREATE);
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            if (!tableExists()) {
                throw e;
            }
        }
    }

    private boolean tableExists() throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet none = select.executeQuery("SELECT 1 FROM " + TABLE + " WHERE 1 = 0")) {
            return !none.next();
        } catch (SQLException e) {
            connection.rollback();
            return false;
        }
    }

    // An attempt that has lost its lease may not know it yet, and may be frozen: between its last statement and its
    // commit, or while it claims the row
    // itself. What the database refuses for that reason is no failure of this attempt.
    private void awaitClaim() throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
        for (boolean said = false; ; said = true) {
            try {
                claim();
                connection.commit();
                return;
            } catch (SQLException e) {
                if (!isConflict(e) || System.nanoTime() > deadline) {
                    throw e;
                }
                connection.rollback();
                if (!said) {
                    log.warn(
                            "partition {} has to wait: an earlier attempt keeps its row of {} locked ({})",
                            task.key().text(),
                            TABLE,
                            e.getMessage());
                }
                if (!backoff.pause()) { // most databases have waited themselves, but not after every refusal
                    throw e;
                }
            }
        }
    }

    private static boolean isConflict(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return LOCKED.contains(state) || state.startsWith("40") || state.startsWith("23");
    }

    private void claim() throws SQLException {
        if (!update(
                        "UPDATE " + TABLE + " SET EXECUTION = ?, ATTEMPT = ?" + THIS
                                + " AND (EXECUTION < ? OR (EXECUTION = ? AND ATTEMPT < ?))",
                        fence.executionId(),
                        fence.attempt(),
                        task.key().step().repository(),
                        task.lineage(),
                        task.key().partition(),
                        fence.executionId(),
                        fence.executionId(),
                        fence.attempt())
                && exists()) {
            throw fenced();
        }
        last = read();
    }

    private boolean exists() throws SQLException {
        try (PreparedStatement select = prepare("SELECT 1 FROM " + TABLE + THIS, key());
                ResultSet row = select.executeQuery()) {
            if (row.next()) {
                return true;
            }
        }
        update(
                "INSERT INTO " + TABLE
                        + " (EXECUTION, ATTEMPT, REPOSITORY, STEP, PARTITION_NUMBER) VALUES (?, ?, ?, ?, ?)",
                fence.executionId(),
                fence.attempt(),
                task.key().step().repository(),
                task.lineage(),
                task.key().partition());
        return false;
    }

    private @Nullable CommittedChunk read() throws SQLException {
        try (PreparedStatement select = prepare("SELECT CHUNK FROM " + TABLE + THIS, key());
                ResultSet row = select.executeQuery()) {
            String chunk = row.next() ? row.getString(1) : null;
            return chunk == null
                    ? null
                    : CommittedChunk.from(Base64.getDecoder().decode(chunk));
        }
    }

    private Object[] key() {
        return new Object[] {
            task.key().step().repository(), task.lineage(), task.key().partition()
        };
    }

    /** The last chunk that was committed here when this attempt began; null if none was. */
    @Nullable
    CommittedChunk last() {
        return last;
    }

    Connection connection() {
        return connection;
    }

    /**
     * Commits what was written since the last commit, and with it how far that goes.
     *
     * @throws LeaseLostException if a later attempt has the row: nothing was committed
     * @throws SQLException if the database fails
     */
    void commit(CommittedChunk chunk) throws SQLException {
        boolean mine = update(
                "UPDATE " + TABLE + " SET CHUNK = ?" + THIS + " AND EXECUTION = ? AND ATTEMPT = ?",
                Base64.getEncoder().encodeToString(chunk.toBytes()),
                task.key().step().repository(),
                task.lineage(),
                task.key().partition(),
                fence.executionId(),
                fence.attempt());
        if (!mine) {
            connection.rollback();
            throw fenced();
        }
        connection.commit();
    }

    void rollback() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException("the partition's chunk could not be rolled back in its database", e);
        }
    }

    private LeaseLostException fenced() {
        return new LeaseLostException(
                "a later attempt at partition " + task.key().text() + " has the database; attempt " + fence.attempt()
                        + " of execution " + fence.executionId() + " may commit nothing there",
                null);
    }

    private boolean update(String sql, Object... values) throws SQLException {
        try (PreparedStatement update = prepare(sql, values)) {
            return update.executeUpdate() == 1;
        }
    }

    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    /** Gives the connection back; what was not committed is undone. */
    @Override
    public void close() {
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // It is broken, and so is whatever was open on it.
        }
    }
}
