// SPDX-License-Identifier: Apache-2.0
package dev.procession.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Puts the job repository into PostgreSQL, if a data directory is named by {@value #DIRECTORY}. */
public final class PostgresRepository implements LauncherSessionListener {

    static final String DIRECTORY = "conformance.postgresql";

    /** The file from which JBeret itself, without Procession, learns of the database. */
    private static final String PLAIN_JBERET = "conformance.jberet-properties";

    /** For {@link java.util.ServiceLoader}. */
    public PostgresRepository() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        String directory = System.getProperty(DIRECTORY, "");
        if (directory.isEmpty() || System.getProperty("procession.database.url") != null) {
            return;
        }
        try {
            Process server = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            PostgresProcess.class.getName(),
                            directory)
                    .redirectError(Path.of(directory + ".log").toFile())
                    .start();
            BufferedReader output = server.inputReader();
            String url = output.readLine();
            if (url == null) {
                throw new IllegalStateException("PostgreSQL did not start; see " + directory + ".log");
            }
            System.setProperty("procession.database.url", url);
            System.setProperty("procession.database.user", "postgres");
            System.setProperty("procession.database.password", "postgres");
            String plain = System.getProperty(PLAIN_JBERET, "");
            if (!plain.isEmpty()) {
                configurePlainJBeret(Path.of(plain), url);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void configurePlainJBeret(Path file, String url) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                job-repository-type=jdbc
                db-url=%s
                db-user=postgres
                db-password=postgres
                """.formatted(url));
    }
}
