// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.StepView;
import dev.procession.runtime.repository.ViewJson;
import jakarta.batch.runtime.BatchStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Other commands beside a job that runs, and signals to it. The job goes on until the test opens its gate. */
class RunningJobIT {

    @RegisterExtension
    private final Commands commands = new Commands();

    private Path gate() {
        return commands.folder().resolve("gate");
    }

    private Commands.Command startGateJob(int workers) throws Exception {
        Commands.Command run = commands.start(
                "run",
                "gate",
                "--workers",
                Integer.toString(workers),
                "--jobs-path",
                Commands.TEST_JOBS.toString(),
                "-P",
                "gate=" + gate());
        await().atMost(Commands.LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> run.output().contains("step wait: 0 of 4")
                        || !run.process().isAlive());
        return run;
    }

    private ExecutionView show() throws Exception {
        return ViewJson.readExecution(commands.run(0, "show", "1", "--json").output());
    }

    private Stream<AttemptView> attempts() throws Exception {
        List<StepView> steps = Objects.requireNonNull(show().steps());
        return steps.stream()
                .flatMap(step -> step.partitions().stream())
                .flatMap(partition -> partition.attempts().stream());
    }

    @Test
    void inspection_whileAJobRuns_answersFromTheCoordinator() throws Exception {
        Commands.Command run = startGateJob(1);
        await().atMost(Commands.LIMIT).until(() -> attempts().count() == 1);

        assertThat(show().batchStatus()).isEqualTo(BatchStatus.STARTED);
        assertThat(commands.run(0, "jobs").output()).contains("gate", "STARTED");
        long pid = attempts().findFirst().orElseThrow().pid();
        // What a worker says of itself takes another way than the news of its attempt.
        await().atMost(Commands.LIMIT)
                .untilAsserted(() -> assertThat(ViewJson.readWorkers(
                                commands.run(0, "workers", "--json").output()))
                        .singleElement()
                        .satisfies(worker -> {
                            assertThat(worker.pid()).isEqualTo(pid);
                            assertThat(worker.running()).hasSize(1);
                        }));
        Commands.Command second = commands.run(4, "run", "flights", "--workers", "1");
        assertThat(second.errors())
                .contains("is in use by another coordinator", "--home DIR")
                .doesNotContain("\tat ");

        Files.createFile(gate());
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void worker_startedByHandInMidJob_takesPartitions() throws Exception {
        Commands.Command run = startGateJob(1);
        Commands.Command worker = commands.start(
                "worker", "--name", "by-hand", "--slots", "2", "--jobs-path", Commands.TEST_JOBS.toString());

        await().atMost(Commands.LIMIT)
                .until(() -> attempts()
                                .filter(attempt -> attempt.worker().equals("by-hand"))
                                .count()
                        == 2);
        assertThat(attempts().filter(attempt -> attempt.worker().equals("by-hand")))
                .allMatch(attempt -> attempt.pid() == worker.process().pid());

        Files.createFile(gate());
        assertThat(run.exitCode()).isZero();
        assertThat(attempts()).hasSize(4).allMatch(attempt -> attempt.outcome() == AttemptOutcome.COMPLETED);
        worker.process().destroy();
        assertThat(worker.exitCode()).isZero();
    }

    @Tag("full")
    @Test
    void worker_toldToEndInMidJob_handsBackAndAnotherGoesOn() throws Exception {
        Commands.Command run = startGateJob(1);
        Commands.Command worker =
                commands.start("worker", "--name", "by-hand", "--jobs-path", Commands.TEST_JOBS.toString());
        await().atMost(Commands.LIMIT)
                .until(() -> attempts().anyMatch(attempt -> attempt.worker().equals("by-hand")));

        worker.process().destroy();
        assertThat(worker.exitCode()).isZero();
        assertThat(attempts().filter(attempt -> attempt.worker().equals("by-hand")))
                .allMatch(attempt -> attempt.outcome() == AttemptOutcome.RETURNED);

        Files.createFile(gate());
        assertThat(run.exitCode()).isZero();
    }

    private void assertStopped(Commands.Command run) throws Exception {
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.output()).contains("gate STOPPED");
        assertThat(run.errors()).isEmpty();
        assertThat(commands.alive()).isEmpty();
        assertThat(show().batchStatus()).isEqualTo(BatchStatus.STOPPED);
    }

    static boolean isInterruptIgnored() throws Exception {
        // A shell without job control starts what is in its background so, and everything below inherits it.
        return Files.exists(Path.of("/proc/self/status"))
                && Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    @DisabledIf("isInterruptIgnored")
    void run_interrupted_stopsTheJobAndLeavesNothing() throws Exception {
        Commands.Command run = startGateJob(2);
        await().atMost(Commands.LIMIT).until(() -> attempts().count() == 2);

        Process kill =
                new ProcessBuilder("kill", "-INT", Long.toString(run.process().pid())).start();
        assertThat(kill.waitFor(Commands.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertStopped(run);
    }

    @Test
    void run_terminated_stopsTheJobAndLeavesNothing() throws Exception {
        Commands.Command run = startGateJob(1);
        await().atMost(Commands.LIMIT).until(() -> attempts().count() == 1);

        run.process().destroy();

        assertStopped(run);
    }

    @Tag("full")
    @Test
    void broker_ofItsOwn_carriesAJobToAWorkerStartedByHand() throws Exception {
        Commands.Command broker = commands.start("broker", "--port", "0");
        String url = Commands.awaitBroker(broker);
        Commands.Command worker = commands.start("worker", "--name", "by-hand");

        Commands.Command run = commands.run(
                0,
                "run",
                "flights",
                "--workers",
                "0",
                "--broker",
                url,
                "--credentials",
                CredentialsFile.of(commands.home()).toString(),
                "--home",
                commands.folder().resolve("other").toString());

        assertThat(run.output()).contains("by-hand", "flights COMPLETED");
        worker.process().destroy();
        assertThat(worker.exitCode()).isZero();
        broker.process().destroy();
        assertThat(broker.exitCode()).isZero();
    }
}
