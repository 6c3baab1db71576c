// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database file beside another process that has it open, and after that process was killed. */
class DatabaseCrashIT {

    private static final int ROWS = 200;

    @TempDir
    private Path home;

    /** Opens the repository for reading, says so, and holds it. */
    public static final class Reader {
        public static void main(String[] args) throws IOException {
            try (Database database = Database.openReadOnly(RepositorySettings.inHome(Path.of(args[0])))
                    .orElseThrow()) {
                System.out.println(instances(database));
                System.in.read();
            }
        }
    }

    /** Opens the repository, writes rows for ever, and says after each how many there are. */
    public static final class Writer {
        public static void main(String[] args) {
            Database database = Database.open(RepositorySettings.inHome(Path.of(args[0])));
            Rows rows = new Rows(database);
            while (true) {
                System.out.println(rows.instance("job"));
            }
        }
    }

    @Test
    void open_anotherProcessWrites_saysSo() throws Exception {
        try (Child writer = new Child(Writer.class)) {
            writer.awaitRows(1);
            assertInUse(() -> Database.open(settings(), Duration.ZERO));
            assertInUse(() -> Database.openReadOnly(settings(), Duration.ZERO));
        }
    }

    @Test
    void openReadOnly_writerKilled_hasAllThatWasCommitted() throws Exception {
        long committed = killedWriter();
        try (Database database = Database.openReadOnly(settings()).orElseThrow()) {
            assertThat(instances(database)).isBetween(committed, committed + 1);
        }
        long before;
        try (Database database = Database.open(settings())) {
            before = instances(database);
            assertThat(before).isBetween(committed, committed + 1);
            assertThat(new Rows(database).instance("next")).isGreaterThan(committed);
        }
        try (Database database = Database.openReadOnly(settings()).orElseThrow()) {
            assertThat(instances(database)).isEqualTo(before + 1);
        }
    }

    @Test
    void openReadOnly_anotherProcessReads_readsToo() throws Exception {
        Database.open(settings()).close();
        try (Child reader = new Child(Reader.class)) {
            reader.awaitRows(1);
            try (Database database = Database.openReadOnly(settings()).orElseThrow()) {
                assertThat(instances(database)).isZero();
            }
            assertInUse(() -> Database.open(settings(), Duration.ZERO));
        }
        Database.open(settings()).close();
    }

    private long killedWriter() throws Exception {
        try (Child writer = new Child(Writer.class)) {
            writer.awaitRows(ROWS);
            return writer.kill();
        }
    }

    private static long instances(Database database) {
        return database.jdbc()
                .transaction(
                        "count",
                        session -> session.first("SELECT COUNT(*) AS N FROM JOB_INSTANCE", row -> row.int64("N"))
                                .orElseThrow());
    }

    private static void assertInUse(Runnable open) {
        assertThatThrownBy(open::run)
                .isInstanceOf(RepositoryException.class)
                .hasMessageContaining("Another process has the job repository jdbc:h2:")
                .hasMessageContaining("Wait for it to end");
    }

    private RepositorySettings settings() {
        return RepositorySettings.inHome(home);
    }

    private final class Child implements AutoCloseable {

        private final Process process;
        private final BufferedReader output;
        private int rows;

        Child(Class<?> program) throws IOException {
            process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            program.getName(),
                            home.toString()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            output = process.inputReader();
        }

        void awaitRows(int count) throws IOException {
            while (rows < count && output.readLine() != null) {
                rows++;
            }
            assertThat(rows).as("rows before the writer ended").isEqualTo(count);
        }

        /** Ends it by SIGKILL, and answers how many rows it said to have committed. */
        long kill() throws InterruptedException {
            // Not process.destroyForcibly(): that closes its output here.
            process.toHandle().destroyForcibly();
            process.waitFor();
            return rows + output.lines().count();
        }

        @Override
        public void close() {
            process.destroyForcibly();
            try {
                process.waitFor();
                output.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
