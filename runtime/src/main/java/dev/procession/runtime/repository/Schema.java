// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The tables of the job repository, by the migrations in {@code schema/}.
 *
 * <p>Every command opens the repository, and Flyway takes longer to load than all else there. So one query asks for the version
 * first, and Flyway runs only when there is something to migrate.
 */
final class Schema {

    /** Version of the newest migration. */
    static final int NEWEST = 4;

    /** What an empty database has. */
    static final int NONE = 0;

    /** Not Flyway's default name: the database may hold other tables, with a history of their own. */
    static final String HISTORY = "procession_schema_history";

    private static final String LOCATION = "classpath:dev/procession/runtime/repository/schema";

    private Schema() {}

    static int version(Connection connection) throws SQLException {
        if (!historyExists(connection)) {
            return NONE;
        }
        String sql = "SELECT \"version\" FROM \"" + HISTORY
                + "\" WHERE \"success\" = TRUE AND \"version\" IS NOT NULL ORDER BY \"installed_rank\" DESC";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? Integer.parseInt(rows.getString(1)) : NONE;
        }
    }

    private static boolean historyExists(Connection connection) throws SQLException {
        String sql = "SELECT 1 FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = '" + HISTORY
                + "' AND TABLE_SCHEMA = CURRENT_SCHEMA";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next();
        }
    }

    /** @throws RepositoryException if the tables are of a later version */
    static void requireKnown(int version, RepositorySettings settings) {
        if (version > NEWEST) {
            throw new RepositoryException(
                    "The job repository " + settings.printableUrl() + " has version " + version
                            + " of its tables, this program knows version " + NEWEST
                            + ". Use the newer Procession that wrote it.",
                    null);
        }
    }

    static void migrate(DataSource dataSource, RepositorySettings settings) {
        boolean postgresql = settings.isPostgresql();
        try {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(dataSource)
                    .locations(LOCATION)
                    .table(HISTORY)
                    .placeholders(Map.of(
                            "binary", postgresql ? "BYTEA" : "BLOB",
                            "fence", postgresql ? resource("fence-postgresql.sql") : "-- none"))
                    // The schema may hold tables of others.
                    .baselineOnMigrate(true)
                    .baselineVersion(Integer.toString(NONE))
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new RepositoryException(
                    "Cannot create the tables of the job repository " + settings.printableUrl() + ": " + e.getMessage()
                            + ". Use a schema without tables of these names, and a user who may create tables.",
                    e);
        }
    }

    /** SQL that has no form for all databases. */
    private static String resource(String name) {
        try (InputStream in = Schema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
