// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.runtime.repository.RepositorySettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A PostgreSQL server for the tests of this JVM, which ends with it; each test gets a database of its own. Where the tests run as root, the server
 * runs in a user namespace, since PostgreSQL refuses root.
 */
public final class PostgresServer {

    private PostgresServer() {}

    private static final class Holder {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A new, empty database. */
    public static RepositorySettings newDatabase() {
        String name = "p" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = Holder.SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new RepositorySettings(Holder.SERVER.getJdbcUrl("postgres", name), "postgres", "postgres");
    }

    /** These settings of a coordinator, with a new database. */
    public static Map<String, String> withDatabase(Map<String, String> settings) {
        RepositorySettings database = newDatabase();
        Map<String, String> all = new HashMap<>(settings);
        all.put("procession.database.url", database.url());
        all.put("procession.database.user", "postgres");
        all.put("procession.database.password", "postgres");
        return all;
    }
}
