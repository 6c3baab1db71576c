// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs SQL statements in transactions, and turns what goes wrong into a {@link RepositoryException}. */
final class Jdbc {

    private static final int DEEPEST_CAUSE = 20;
    private static final String OF_FILES = "jdbc:h2:";

    private final DataSource dataSource;
    private final String url;

    /** @param url names the database in messages */
    Jdbc(DataSource dataSource, String url) {
        this.dataSource = dataSource;
        this.url = url;
    }

    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T run(Session session) throws SQLException;
    }

    @FunctionalInterface
    interface RowReader<T> {
        T read(Row row) throws SQLException;
    }

    /**
     * Runs the work in one transaction.
     *
     * @param what completes "Cannot ..." in the message
     */
    <T extends @Nullable Object> T transaction(String what, Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.run(new Session(connection));
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new RepositoryException(
                    "Cannot " + what + " in the job repository " + url + ": " + e.getMessage() + ". " + advice(e), e);
        }
    }

    /** H2 closes a database whose file it cannot write, and says so and no more; why is far down. A server's driver has others, of its connection. */
    private String advice(SQLException failure) {
        IOException ofFile = null;
        Throwable cause = url.startsWith(OF_FILES) ? failure : null;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++, cause = cause.getCause()) {
            ofFile = cause instanceof IOException deeper ? deeper : ofFile;
        }
        return ofFile == null
                ? "Check that the database is up, then repeat."
                : "Its file could not be written (" + ofFile.getMessage()
                        + "): make room, or mend the disk, then go on with 'procession recover'.";
    }

    private static void rollback(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** A connection in a transaction. */
    static final class Session {

        private final Connection connection;

        Session(Connection connection) {
            this.connection = connection;
        }

        <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... arguments) throws SQLException {
            try (PreparedStatement statement = prepare(sql, arguments);
                    ResultSet rows = statement.executeQuery()) {
                List<T> result = new ArrayList<>();
                Row row = new Row(rows);
                while (rows.next()) {
                    result.add(reader.read(row));
                }
                return result;
            }
        }

        <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... arguments) throws SQLException {
            return query(sql, reader, arguments).stream().findFirst();
        }

        boolean exists(String sql, @Nullable Object... arguments) throws SQLException {
            return !query(sql, row -> Boolean.TRUE, arguments).isEmpty();
        }

        int update(String sql, @Nullable Object... arguments) throws SQLException {
            try (PreparedStatement statement = prepare(sql, arguments)) {
                return statement.executeUpdate();
            }
        }

        void batch(String sql, List<@Nullable Object[]> rows) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (@Nullable Object[] row : rows) {
                    bind(statement, row);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }

        private PreparedStatement prepare(String sql, @Nullable Object[] arguments) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(sql);
            try {
                bind(statement, arguments);
                return statement;
            } catch (SQLException e) {
                statement.close();
                throw e;
            }
        }

        private static void bind(PreparedStatement statement, @Nullable Object[] arguments) throws SQLException {
            for (int i = 0; i < arguments.length; i++) {
                Object argument = arguments[i];
                // Milliseconds, as JBeret's own times.
                statement.setObject(
                        i + 1,
                        argument instanceof Instant at
                                ? at.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC)
                                : argument);
            }
        }
    }

    /** The current row of a query, with nulls that say so. */
    static final class Row {

        private final ResultSet rows;

        Row(ResultSet rows) {
            this.rows = rows;
        }

        long int64(String column) throws SQLException {
            return rows.getLong(column);
        }

        @Nullable
        Long optionalInt64(String column) throws SQLException {
            long value = rows.getLong(column);
            return rows.wasNull() ? null : value;
        }

        int int32(String column) throws SQLException {
            return rows.getInt(column);
        }

        @Nullable
        Integer optionalInt32(String column) throws SQLException {
            int value = rows.getInt(column);
            return rows.wasNull() ? null : value;
        }

        boolean bool(String column) throws SQLException {
            return rows.getBoolean(column);
        }

        String text(String column) throws SQLException {
            String value = rows.getString(column);
            return value == null ? "" : value;
        }

        @Nullable
        String optionalText(String column) throws SQLException {
            return rows.getString(column);
        }

        @Nullable
        Instant optionalInstant(String column) throws SQLException {
            OffsetDateTime value = rows.getObject(column, OffsetDateTime.class);
            return value == null ? null : value.toInstant();
        }
    }
}
