// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.runtime.Coordinator;
import dev.procession.runtime.PostgresServer;
import dev.procession.runtime.RuntimeConfig;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.testing.TestBroker;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Two coordinators share a PostgreSQL database and a broker; one of them dies or stands still. */
@Tag("full")
class TakeOverIT extends CoordinatorCrash {

    @TempDir
    Path brokerDirectory;

    @TempDir
    Path otherHome;

    private TestBroker broker;
    private Map<String, String> surroundings = Map.of();

    @BeforeEach
    void startBroker() throws IOException {
        broker = TestBroker.start(brokerDirectory);
        surroundings = PostgresServer.withDatabase(CoordinatorCrashMatrixIT.brokerSettings(broker.remoteCoordinator()));
        surroundings.put("procession.lease", "2s");
        surroundings.put("procession.database.lease", "4s");
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    private Map<String, String> settings(Path ofHome, int workers) {
        Map<String, String> settings = new HashMap<>(surroundings);
        settings.put("procession.home", ofHome.toString());
        settings.put("procession.workers", Integer.toString(workers));
        return settings;
    }

    private Coordinator other() throws InterruptedException {
        Coordinator other = Coordinator.start(
                RuntimeConfig.load(settings(otherHome, 2)), getClass().getClassLoader());
        other.takeSubmissions();
        assertThat(other.awaitWorkers(PATIENCE)).isTrue();
        return other;
    }

    private void assertTakenOver(Coordinator other) throws IOException {
        await().atMost(PATIENCE)
                .until(() ->
                        other.queries().execution(2).map(ExecutionView::endTime).isPresent());
        assertThat(view(other, 1).exitStatus()).isEqualTo("COORDINATOR_LOST");
        assertThat(view(other, 1).batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(view(other, 2).batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(Files.readString(directory.resolve("seen"))).isEqualTo(ALL);
        assertThat(other.queries().executions(10)).hasSize(2);
    }

    @Test
    void killedCoordinator_another_takesOverByItself() throws Exception {
        Process killed = start("reader", settings(home, 2));
        try {
            awaitReached(killed, "reader", settings(home, 2));
        } finally {
            killed.destroyForcibly();
            killed.onExit().join();
        }
        Files.writeString(directory.resolve("go"), "");

        try (Coordinator other = other()) {
            assertTakenOver(other);
            broker.assertNothingLeft();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // there are no signals
    void frozenCoordinator_thatComesBack_findsItselfShutOutAndHalts() throws Exception {
        Process frozen = start("analyzer", settings(home, 2));
        try (Coordinator other = other()) {
            awaitReached(frozen, "analyzer", settings(home, 2));
            signal(frozen, "STOP");
            // Only the frozen one would stand still at this moment; the other goes through.
            Files.writeString(directory.resolve("go"), "");
            assertTakenOver(other);

            signal(frozen, "CONT");

            assertThat(frozen.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(frozen.exitValue())
                    .as(Files.readString(directory.resolve("log")))
                    .isEqualTo(CrashingProgram.LOST);
            assertTakenOver(other);
            broker.assertNothingLeft();
        } finally {
            frozen.destroyForcibly();
            frozen.onExit().join();
        }
    }

    private static void signal(Process process, String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }
}
