// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.runtime.repository.RepositorySettings;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database of the user's own, which other processes can use, too. */
final class OwnServer implements AutoCloseable {

    private final @Nullable Object server;
    private final String url;
    private final String driver;

    private OwnServer(@Nullable Object server, String url, String driver) {
        this.server = server;
        this.url = url;
        this.driver = driver;
    }

    /** On a PostgreSQL server that ends with this JVM. */
    static OwnServer postgresql() {
        RepositorySettings database = PostgresServer.newDatabase();
        return new OwnServer(
                null,
                database.url() + (database.url().contains("?") ? "&" : "?") + "user=postgres&password=postgres",
                "org.postgresql.Driver");
    }

    /** On an H2 server of its own; by reflection, since H2 is not to compile against. */
    static OwnServer h2(Path directory) {
        System.setProperty("h2.bindAddress", "127.0.0.1");
        try {
            Class<?> type = Class.forName("org.h2.tools.Server");
            Object server = type.getMethod("createTcpServer", String[].class).invoke(null, (Object)
                    new String[] {"-tcpPort", "0", "-ifNotExists", "-baseDir", directory.toString()});
            type.getMethod("start").invoke(server);
            Object port = type.getMethod("getPort").invoke(server);
            return new OwnServer(
                    server,
                    "jdbc:h2:tcp://127.0.0.1:" + port + "/" + directory.resolve("own") + ";WRITE_DELAY=0",
                    "org.h2.Driver");
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("H2", e);
        }
    }

    /** Where its driver is; workers get none of those that the coordinator has for itself. */
    Path jar() {
        try {
            return Path.of(Class.forName(driver)
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    String url() {
        return url;
    }

    void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    List<Integer> numbers(String select) {
        List<Integer> numbers = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(select)) {
            while (rows.next()) {
                numbers.add(rows.getInt(1));
            }
        } catch (SQLException e) {
            throw new AssertionError(select, e);
        }
        return numbers;
    }

    @Override
    public void close() {
        if (server == null) {
            return;
        }
        try {
            server.getClass().getMethod("stop").invoke(server);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("H2", e);
        }
    }
}
