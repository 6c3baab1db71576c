// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.PartitionView;
import dev.procession.runtime.repository.ViewJson;
import jakarta.batch.runtime.BatchStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A coordinator that stays, and the commands that tell it what to do. The jobs go on until the test opens their gate. */
@Tag("full")
class CoordinatorCommandIT {

    @RegisterExtension
    private final Commands commands = new Commands();

    private Path gate() {
        return commands.folder().resolve("gate");
    }

    private Commands.Command startCoordinator() throws Exception {
        Commands.Command coordinator =
                commands.start("coordinator", "--workers", "1", "--jobs-path", Commands.TEST_JOBS.toString());
        await().atMost(Commands.LIMIT)
                .until(() -> coordinator.output().contains("Coordinator takes jobs")
                        || !coordinator.process().isAlive());
        assertThat(coordinator.errors()).isEmpty();
        return coordinator;
    }

    private void end(Commands.Command coordinator) throws Exception {
        coordinator.process().destroy();
        assertThat(coordinator.exitCode()).isZero();
    }

    private static void assertClear(Commands.Command command, String... parts) {
        assertThat(command.errors()).contains(parts).doesNotContain("\tat ", "Caused by");
        assertThat(command.errors().lines().findFirst().orElse("")).startsWith("procession: ");
    }

    private List<ExecutionView> jobs() throws Exception {
        return ViewJson.readExecutions(commands.run(0, "jobs", "--json").output());
    }

    private ExecutionView show(long execution) throws Exception {
        return ViewJson.readExecution(
                commands.run(0, "show", Long.toString(execution), "--json").output());
    }

    private void awaitPartitionRunning(long execution) {
        await().atMost(Commands.LIMIT)
                .until(() -> partitions(show(execution)).stream()
                        .anyMatch(partition -> !partition.attempts().isEmpty()));
    }

    private static List<PartitionView> partitions(ExecutionView view) {
        return Objects.requireNonNull(view.steps()).stream()
                .flatMap(step -> step.partitions().stream())
                .toList();
    }

    @Test
    void submissions_beforeAndWhileACoordinatorLives_runOnce() throws Exception {
        Commands.Command early = commands.run(0, "submit", "flights", "--id", "early");
        assertThat(early.output()).contains("Submission early of flights waits: no coordinator runs on");
        assertThat(commands.run(0, "submit", "flights", "--id", "early").output())
                .contains("was made before; it is not run again");
        Commands.Command coordinator = startCoordinator();

        assertThat(commands.run(0, "submit", "flights", "--id", "late", "--wait")
                        .output())
                .contains("Submission late is execution 2", "flights COMPLETED");
        assertThat(commands.run(0, "submit", "flights", "--id", "late").output())
                .contains("was made before", "is execution 2");
        assertClear(commands.run(2, "submit", "fligths"), "fligths");
        Path broken = Files.writeString(commands.folder().resolve("broken.xml"), "<job");
        assertClear(commands.run(2, "submit", broken.toString()), "broken", "line 1, column");

        assertThat(jobs())
                .extracting(ExecutionView::executionId, ExecutionView::batchStatus)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(2L, BatchStatus.COMPLETED),
                        org.assertj.core.groups.Tuple.tuple(1L, BatchStatus.COMPLETED));
        end(coordinator);
    }

    @Test
    void orders_toTheCoordinator_areObeyedOrRefused() throws Exception {
        Commands.Command coordinator = startCoordinator();
        commands.run(0, "submit", "gate", "-P", "gate=" + gate());
        awaitPartitionRunning(1);

        assertClear(commands.run(2, "abandon", "1"), "execution 1 is running; stop it first");
        assertClear(commands.run(2, "stop", "7"), "there is no execution 7");
        assertThat(commands.run(0, "stop", "1", "--wait").output()).contains("gate STOPPED");
        assertClear(commands.run(2, "stop", "1"), "execution 1 is not running");

        Files.createFile(gate());
        assertThat(commands.run(0, "restart", "1", "--wait").output())
                .contains("Execution 1 goes on as execution 2", "gate COMPLETED");
        assertClear(commands.run(2, "restart", "1"), "execution 1 was restarted already");
        assertClear(commands.run(2, "restart", "2"), "execution 2 is COMPLETED; there is nothing to restart");
        assertClear(commands.run(2, "abandon", "2"), "execution 2 is COMPLETED; there is nothing to abandon");
        assertThat(commands.run(0, "abandon", "1").output()).contains("Execution 1 is ABANDONED");
        assertThat(commands.run(0, "jobs", "--before", "2").output())
                .contains("ABANDONED")
                .doesNotContain("COMPLETED");
        commands.run(0, "submit", "flights", "--wait");
        assertThat(commands.run(0, "purge", "--keep-last", "1", "--dry-run").output())
                .contains("0 executions would be deleted");
        assertThat(commands.run(0, "purge", "1").output()).contains("2 executions deleted");
        assertThat(jobs()).extracting(ExecutionView::executionId).containsExactly(3L);
        assertClear(commands.run(2, "purge", "1"), "there is no execution 1");
        assertClear(commands.run(2, "purge"), "say what to delete");
        end(coordinator);

        assertThat(commands.run(0, "purge", "--older-than", "0s").output()).contains("1 execution deleted");
        assertClear(commands.run(2, "stop", "2"), "there is no execution 2");
        assertClear(commands.run(2, "abandon", "9"), "there is no execution 9");
    }

    @Test
    void coordinator_killedAndEndedInOrder_nextOnesGoOnByThemselves() throws Exception {
        Commands.Command killed = startCoordinator();
        Commands.Command waiting = commands.start("submit", "gate", "-P", "gate=" + gate(), "--wait");
        awaitExecution(1);
        awaitPartitionRunning(1);
        killed.process().destroyForcibly();
        killed.process().onExit().join();

        assertClear(commands.run(2, "stop", "1"), "was left by a coordinator that died", "procession recover");
        Commands.Command ended = startCoordinator();
        assertThat(ended.output())
                .contains(
                        "execution 1 of gate was left by the coordinator before this one, which died, in step 'wait', 0 of 4"
                                + " partitions completed, ")
                .contains("goes on as execution 2");
        awaitPartitionRunning(2);
        end(ended);
        assertThat(show(2).exitStatus()).isEqualTo("COORDINATOR_ENDED");
        assertThat(show(2).batchStatus()).isEqualTo(BatchStatus.STOPPED);

        Commands.Command last = startCoordinator();
        Files.createFile(gate());

        assertThat(waiting.exitCode()).as(waiting.output() + waiting.errors()).isZero();
        assertThat(waiting.output()).contains("goes on as execution 3", "gate COMPLETED");
        assertThat(jobs())
                .extracting(ExecutionView::batchStatus)
                .containsExactly(BatchStatus.COMPLETED, BatchStatus.STOPPED, BatchStatus.FAILED);
        end(last);
    }

    private void awaitExecution(long execution) {
        await().atMost(Commands.LIMIT).until(() -> jobs().stream().anyMatch(view -> view.executionId() == execution));
    }

    @Test
    void recover_afterRunWasKilled_completes() throws Exception {
        Commands.Command run = commands.start(
                "run", "gate", "--workers", "1", "--jobs-path", Commands.TEST_JOBS.toString(), "-P", "gate=" + gate());
        await().atMost(Commands.LIMIT).until(() -> run.output().contains("step wait: 0 of 4"));
        awaitPartitionRunning(1);
        run.process().destroyForcibly();
        run.process().onExit().join();
        Files.createFile(gate());

        Commands.Command recover =
                commands.run(0, "recover", "--workers", "1", "--jobs-path", Commands.TEST_JOBS.toString());

        assertThat(recover.output()).contains("goes on as execution 2", "gate COMPLETED");
        assertThat(commands.run(0, "recover", "--workers", "1").output()).contains("nothing to recover");
    }
}
