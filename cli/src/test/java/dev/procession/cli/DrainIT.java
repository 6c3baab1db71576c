// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import dev.procession.runtime.repository.ViewJson;
import dev.procession.runtime.repository.WorkerView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers that are told to end from another terminal, while a job runs. */
@Tag("full")
class DrainIT {

    @RegisterExtension
    private final Commands commands = new Commands();

    private List<WorkerView> workers() throws Exception {
        return ViewJson.readWorkers(commands.run(0, "workers", "--json").output());
    }

    private void awaitRunning(int count) {
        await().atMost(Commands.LIMIT)
                .ignoreExceptions() // while the coordinator starts
                .until(() -> workers().stream()
                                .filter(worker -> !worker.running().isEmpty())
                                .count()
                        == count);
    }

    private List<AttemptView> attempts() throws Exception {
        return Objects.requireNonNull(ViewJson.readExecution(
                                commands.run(0, "show", "1", "--json").output())
                        .steps())
                .stream()
                .flatMap(step -> step.partitions().stream())
                .flatMap(partition -> partition.attempts().stream())
                .toList();
    }

    @Test
    void drain_workersOfARunningJob_handBackAndThoseOfTheCoordinatorAreReplaced() throws Exception {
        Path gate = commands.folder().resolve("gate");
        Commands.Command run = commands.start(
                "run", "gate", "--workers", "1", "--jobs-path", Commands.TEST_JOBS.toString(), "-P", "gate=" + gate);
        awaitRunning(1);
        Commands.Command byHand =
                commands.start("worker", "--name", "by-hand", "--jobs-path", Commands.TEST_JOBS.toString());
        awaitRunning(2);

        Commands.Command unknown = commands.run(2, "drain", "by-foot");
        assertThat(unknown.errors()).contains("no worker 'by-foot' is connected; there are by-hand@", "worker-1@");
        assertThat(commands.run(0, "drain", "by-hand", "--wait").output()).contains("Worker by-hand@", "told to end");
        assertThat(byHand.exitCode()).isZero();

        List<WorkerView> before = workers();
        assertThat(before).extracting(WorkerView::worker).containsExactly("worker-1");
        assertThat(commands.run(0, "drain", "--all", "--wait").output())
                .contains(before.get(0).id());
        awaitRunning(1);
        assertThat(workers()).extracting(WorkerView::worker).containsExactly("worker-1");
        assertThat(workers())
                .extracting(WorkerView::id)
                .doesNotContain(before.get(0).id());

        Files.createFile(gate);
        assertThat(run.exitCode()).isZero();
        assertThat(attempts())
                .extracting(AttemptView::outcome)
                .containsOnly(AttemptOutcome.RETURNED, AttemptOutcome.COMPLETED)
                .contains(AttemptOutcome.RETURNED);
    }
}
