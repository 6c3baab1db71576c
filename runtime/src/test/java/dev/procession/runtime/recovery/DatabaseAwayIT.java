// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.runtime.Coordinator;
import dev.procession.runtime.RuntimeConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL is gone while partitions run and end, and comes back: results wait in their queue, the job goes on. */
@Tag("full")
class DatabaseAwayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path home;

    @TempDir
    Path directory;

    @TempDir
    Path data;

    private EmbeddedPostgres server(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data.resolve("postgresql"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    @Test
    void job_databaseGoneWhilePartitionsEnd_completesWithEveryDatumOnce() throws Exception {
        EmbeddedPostgres first = server(0);
        int port = first.getPort();
        Map<String, String> settings = Map.of(
                "procession.home", home.toString(),
                "procession.workers", "2",
                "procession.database.url", first.getJdbcUrl("postgres", "postgres"),
                "procession.database.user", "postgres",
                "procession.database.password", "postgres");
        try (Coordinator coordinator =
                Coordinator.start(RuntimeConfig.load(settings), getClass().getClassLoader())) {
            assertThat(coordinator.awaitWorkers(PATIENCE)).isTrue();
            Properties parameters = new Properties();
            parameters.setProperty("directory", directory.toString());
            parameters.setProperty("blockAt", "reader");
            long execution = coordinator.jobOperator().start("crash", parameters);
            await().atMost(PATIENCE).until(() -> Files.exists(directory.resolve("reached")));

            first.close();
            Files.writeString(directory.resolve("go"), "");
            // Both workers are free again: what they ran has ended, and nobody could store it.
            await().atMost(PATIENCE)
                    .until(() -> coordinator.roster().workers().stream()
                            .allMatch(worker -> worker.running().isEmpty()));
            assertThat(coordinator.awaitEnd(execution, Duration.ofSeconds(3))).isFalse();

            try (EmbeddedPostgres second = server(port)) {
                assertThat(coordinator.awaitEnd(execution, PATIENCE)).isTrue();

                assertThat(coordinator
                                .queries()
                                .execution(execution)
                                .orElseThrow()
                                .batchStatus())
                        .isEqualTo(BatchStatus.COMPLETED);
                assertThat(Files.readString(directory.resolve("seen"))).isEqualTo(CoordinatorCrash.ALL);
                assertThat(coordinator.queries().executions(9)).hasSize(1);
                coordinator.close();
            }
        }
    }
}
