// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.StepView;
import dev.procession.runtime.repository.ViewJson;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two coordinators, each with a state directory of its own, on one PostgreSQL database and one broker. */
@Tag("full")
class SharedDatabaseIT {

    private static final Map<String, Long> TOTALS = Map.of("numbers", 400L, "sum", 4 * 5050L);

    @RegisterExtension
    private final Commands commands = new Commands();

    private final Map<String, String> surroundings = new HashMap<>();
    private EmbeddedPostgres database;

    @BeforeEach
    void startDatabaseAndBroker() throws IOException {
        database = EmbeddedPostgres.builder().start();
        String url = Commands.awaitBroker(commands.start("broker", "--port", "0"));
        surroundings.putAll(Map.of(
                "PROCESSION_DATABASE_URL",
                database.getJdbcUrl("postgres", "postgres"),
                "PROCESSION_DATABASE_USER",
                "postgres",
                "PROCESSION_DATABASE_PASSWORD",
                "postgres",
                "PROCESSION_DATABASE_LEASE",
                "5s",
                "PROCESSION_BROKER_URL",
                url));
    }

    @AfterEach
    void stopDatabase() throws IOException {
        database.close();
    }

    private Path gate() {
        return commands.folder().resolve("gate");
    }

    private Commands.Command start(String home, String... arguments) throws IOException {
        Map<String, String> environment = new HashMap<>(surroundings);
        environment.put("PROCESSION_HOME", commands.folder().resolve(home).toString());
        return commands.start(environment, arguments);
    }

    private Commands.Command run(int exitCode, String home, String... arguments) throws Exception {
        Commands.Command command = start(home, arguments);
        assertThat(command.exitCode()).as(command.output() + command.errors()).isEqualTo(exitCode);
        return command;
    }

    private Commands.Command startCoordinator(String home) throws Exception {
        Commands.Command coordinator = start(
                home,
                "coordinator",
                "--workers",
                "1",
                "--jobs-path",
                Commands.TEST_JOBS.toString(),
                "--credentials",
                CredentialsFile.of(commands.home()).toString());
        await().atMost(Commands.LIMIT)
                .until(() -> coordinator.output().contains("Coordinator takes jobs")
                        || !coordinator.process().isAlive());
        assertThat(coordinator.errors()).isEmpty();
        return coordinator;
    }

    /** Submits the job to the one coordinator there is, and waits until a partition stands at the gate. */
    private void submitTally(String home) throws Exception {
        run(0, home, "submit", "tally", "-P", "gate=" + gate());
        await().atMost(Commands.LIMIT)
                .until(() -> Objects.requireNonNull(show(home, 1).steps()).stream()
                        .flatMap(step -> step.partitions().stream())
                        .anyMatch(partition -> !partition.attempts().isEmpty()));
    }

    private ExecutionView show(String home, long execution) throws Exception {
        return ViewJson.readExecution(
                run(0, home, "show", Long.toString(execution), "--json").output());
    }

    private static StepView count(ExecutionView view) {
        return Objects.requireNonNull(view.steps()).get(0);
    }

    private List<ExecutionView> awaitSecondEnd(String home) {
        await().atMost(Commands.LIMIT)
                .until(() -> jobs(home).stream().anyMatch(view -> view.executionId() == 2 && view.endTime() != null));
        return jobs(home);
    }

    private List<ExecutionView> jobs(String home) {
        try {
            return ViewJson.readExecutions(run(0, home, "jobs", "--json").output());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void assertTakenOver(String home) throws Exception {
        assertThat(awaitSecondEnd(home))
                .extracting(ExecutionView::batchStatus)
                .containsExactly(BatchStatus.COMPLETED, BatchStatus.FAILED);
        assertThat(show(home, 1).exitStatus()).isEqualTo("COORDINATOR_LOST");
        assertThat(count(show(home, 2)).counters()).isEqualTo(TOTALS);
    }

    @Test
    void coordinator_killedInMidJob_theOtherCompletesItWithExactTotals() throws Exception {
        Commands.Command killed = startCoordinator("a");
        submitTally("a");
        Commands.Command other = startCoordinator("b");

        killed.process().destroyForcibly();
        killed.process().onExit().join();
        Files.createFile(gate());

        assertTakenOver("b");
        other.process().destroy();
        assertThat(other.exitCode()).isZero();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // there are no signals
    void coordinator_frozenForLongerThanItsLease_endsByItselfAndWritesNothing() throws Exception {
        Commands.Command frozen = startCoordinator("a");
        submitTally("a");
        Commands.Command other = startCoordinator("b");

        signal("STOP", frozen.process());
        Files.createFile(gate());
        assertTakenOver("b");
        String before = run(0, "b", "show", "1", "--json").output();
        signal("CONT", frozen.process());

        assertThat(frozen.exitCode()).as(frozen.errors()).isEqualTo(ExitCode.INFRASTRUCTURE.number());
        assertThat(frozen.errors()).startsWith("procession: ").contains("another coordinator");
        assertThat(run(0, "b", "show", "1", "--json").output()).isEqualTo(before);
        assertTakenOver("b");
        other.process().destroy();
        assertThat(other.exitCode()).isZero();
    }

    @Test
    void stop_askedOnAnotherStateDirectory_reachesTheCoordinatorThatRunsIt() throws Exception {
        Commands.Command running = startCoordinator("a");
        submitTally("a");
        Commands.Command other = startCoordinator("b");

        Commands.Command nobody = run(2, "c", "stop", "1");
        assertThat(nobody.errors()).contains("no coordinator runs on", "--home");
        Commands.Command stop = start("b", "stop", "1", "--wait");
        await().atMost(Commands.LIMIT).until(() -> jobs("b").get(0).batchStatus() != BatchStatus.STARTED);
        Files.createFile(gate());

        assertThat(stop.exitCode()).as(stop.output() + stop.errors()).isZero();
        assertThat(stop.output()).contains("Execution 1 was told to stop", "tally STOPPED");
        assertThat(run(0, "b", "restart", "1", "--wait").output()).contains("tally COMPLETED");
        assertThat(count(show("a", 2)).counters()).isEqualTo(TOTALS);
        for (Commands.Command coordinator : List.of(running, other)) {
            coordinator.process().destroy();
            assertThat(coordinator.exitCode()).isZero();
        }
    }

    private static void signal(String name, Process process) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}
