// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import dev.procession.workers.Backoff;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** Makes the first connection to the database, with errors that a user can act on. */
final class Connector {

    private static final int H2_IN_USE = 90020;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    private final RepositorySettings settings;
    private final String url;
    private final Duration patience;

    /** @param patience how long to wait for a file that another process has open */
    Connector(RepositorySettings settings, String url, Duration patience) {
        this.settings = settings;
        this.url = url;
        this.patience = patience;
    }

    /** @throws RepositoryException if there is no connection to be had */
    Connection connect() {
        long start = System.nanoTime();
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
        while (true) {
            try {
                return DriverManager.getConnection(url, login(settings));
            } catch (SQLException e) {
                boolean wait = e.getErrorCode() == H2_IN_USE && System.nanoTime() - start < patience.toNanos();
                if (!wait || !backoff.pause()) {
                    throw failure(settings, e);
                }
            }
        }
    }

    static Properties login(RepositorySettings settings) {
        Properties login = new Properties();
        if (settings.user() != null) {
            login.setProperty("user", settings.user());
        }
        if (settings.password() != null) {
            login.setProperty("password", settings.password());
        }
        return login;
    }

    static RepositoryException failure(RepositorySettings settings, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String repository = "the job repository " + settings.printableUrl();
        String message;
        if (e.getErrorCode() == H2_IN_USE) {
            message = "Another process has " + repository
                    + " open. Wait for it to end, ask it over its broker, or use another state directory.";
        } else if (state.startsWith("28")) {
            message = "Wrong user or password for " + repository + ": " + firstLine(e)
                    + ". Check the settings of the repository's user and password.";
        } else if (state.equals("3D000")) {
            message = "There is no such database for " + repository + ": " + firstLine(e) + ". Create it.";
        } else if (state.equals("08001") && String.valueOf(e.getMessage()).startsWith("No suitable driver")) {
            message = "No JDBC driver on the class path knows " + repository
                    + ". Add the driver, or correct the URL: jdbc:h2:... or jdbc:postgresql://HOST/DATABASE.";
        } else if (state.startsWith("08")) {
            message =
                    "Cannot reach " + repository + ": " + firstLine(e) + ". Check the URL and that the database is up.";
        } else {
            message = "Cannot open " + repository + ": " + firstLine(e) + ".";
        }
        return new RepositoryException(message, e);
    }

    private static String firstLine(SQLException e) {
        String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
