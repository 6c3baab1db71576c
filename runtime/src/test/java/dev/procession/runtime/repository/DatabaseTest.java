// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

    @TempDir
    private Path home;

    @Test
    void open_newHome_createsTablesAndIdentity() {
        try (Database database = Database.open(settings())) {
            assertThat(database.repositoryId()).matches("[0-9a-f]{10}");
            assertThat(database.jobXml().find(1)).isEmpty();
        }
    }

    @Test
    void open_secondTime_keepsIdentityAndRows() {
        String id;
        long instance;
        try (Database database = Database.open(settings())) {
            id = database.repositoryId();
            instance = new Rows(database).instance("job");
            database.jobXml().save(instance, "job", "<job id='job'/>");
        }
        try (Database database = Database.open(settings())) {
            assertThat(database.repositoryId()).isEqualTo(id);
            assertThat(database.jobXml().find(instance)).contains("<job id='job'/>");
        }
    }

    @Test
    void jobXml_largeOrSavedTwice_staysAsItWas() {
        String large = "<job>" + "x".repeat(2_000_000) + "</job>";
        try (Database database = Database.open(settings())) {
            long instance = new Rows(database).instance("job");
            database.jobXml().save(instance, "job", large);
            database.jobXml().save(instance, "job", "<job/>");
            assertThat(database.jobXml().find(instance)).contains(large);
        }
    }

    @Test
    void ids_reopened_doNotJump() {
        long first;
        try (Database database = Database.open(settings())) {
            first = new Rows(database).instance("job");
        }
        try (Database database = Database.open(settings())) {
            assertThat(new Rows(database).instance("job")).isEqualTo(first + 1);
        }
    }

    @Test
    void schema_newest_isTheLastMigration() throws IOException {
        Path directory = Path.of("src/main/resources/dev/procession/runtime/repository/schema");
        try (Stream<Path> files = Files.list(directory)) {
            List<Integer> versions = files.map(file -> file.getFileName().toString())
                    .map(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
                    .sorted()
                    .toList();
            assertThat(versions.get(versions.size() - 1)).isEqualTo(Schema.NEWEST);
        }
    }

    @Test
    void openReadOnly_nothingStored_isEmpty() {
        assertThat(Database.openReadOnly(settings())).isEmpty();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void openReadOnly_afterClose_readsAndRefusesToWrite() {
        long instance;
        try (Database database = Database.open(settings())) {
            instance = new Rows(database).instance("job");
            new Rows(database).execution(instance, BatchStatus.COMPLETED, "");
        }
        try (Database database = Database.openReadOnly(settings()).orElseThrow()) {
            assertThat(database.jobXml().find(instance)).isEmpty();
            assertThatThrownBy(() -> database.jobXml().save(instance, "job", "<job/>"))
                    .isInstanceOf(RepositoryException.class)
                    .hasMessageContaining("store the Job XML of instance " + instance)
                    .hasMessageContaining("read only");
        }
    }

    @Test
    void openReadOnly_tablesOfEarlierVersion_saysWhatToDo() {
        storeVersion(-1);
        assertThatThrownBy(() -> Database.openReadOnly(settings())).hasMessageContaining("earlier version");
    }

    @Test
    void open_tablesOfLaterVersion_isRefusedAndReleased() {
        storeVersion(Schema.NEWEST + 1);
        assertThatThrownBy(() -> Database.open(settings()))
                .isInstanceOf(RepositoryException.class)
                .hasMessageContaining("Use the newer Procession");
        storeVersion(Schema.NEWEST);
    }

    private void storeVersion(int version) {
        if (!H2File.exists(settings().url())) {
            Database.open(settings()).close();
        }
        try (Connection connection =
                        DriverManager.getConnection(H2File.forWriting(settings().url()), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE \"" + Schema.HISTORY + "\" SET \"version\" = '" + version + "'");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void open_homeIsAFile_saysSo() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "");
        assertThatThrownBy(() -> Database.open(RepositorySettings.inHome(file)))
                .isInstanceOf(RepositoryException.class)
                .hasMessageContaining("Cannot create the directory " + file)
                .hasMessageContaining("Choose a state directory");
    }

    @Test
    void open_wrongPassword_saysSoWithoutIt() {
        Database.open(settings()).close();
        RepositorySettings wrong = new RepositorySettings(settings().url(), "sa", "secret");
        assertThatThrownBy(() -> Database.open(wrong))
                .isInstanceOf(RepositoryException.class)
                .hasMessageContaining("Wrong user or password")
                .hasMessageContaining(settings().url())
                .hasMessageNotContaining("secret");
        assertThat(wrong.toString()).doesNotContain("secret");
    }

    @Test
    void open_nobodyListens_saysSoWithoutPassword() {
        RepositorySettings settings =
                new RepositorySettings("jdbc:postgresql://127.0.0.1:1/db?password=secret", "me", "secret");
        assertThatThrownBy(() -> Database.open(settings))
                .isInstanceOf(RepositoryException.class)
                .hasMessageContaining("Cannot reach the job repository jdbc:postgresql://127.0.0.1:1/db?password=***")
                .hasMessageContaining("Check the URL and that the database is up")
                .hasMessageNotContaining("secret");
    }

    @Test
    void open_unknownDriver_saysSo() {
        assertThatThrownBy(() -> Database.open(new RepositorySettings("jdbc:nosuch:x", null, null)))
                .isInstanceOf(RepositoryException.class)
                .hasMessageContaining("No JDBC driver on the class path knows the job repository jdbc:nosuch:x");
    }

    @Test
    void inHome_semicolon_isRefused() {
        assertThatThrownBy(() -> RepositorySettings.inHome(home.resolve("a;b")))
                .isInstanceOf(RepositoryException.class)
                .hasMessageContaining("';'");
    }

    @Test
    void write_threadInterrupted_databaseStaysOpen() {
        try (Database database = Database.open(settings())) {
            Rows rows = new Rows(database);
            rows.instance("before");
            Thread.currentThread().interrupt();
            rows.update("UPDATE JOB_INSTANCE SET JOBNAME = 'after'");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(rows.instance("next")).isEqualTo(2);
        }
    }

    private RepositorySettings settings() {
        return RepositorySettings.inHome(home);
    }
}
