// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.PartitionView;
import dev.procession.runtime.repository.ViewJson;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A state directory on a small disk that fills up, and has room again later. */
@Tag("full")
@EnabledIf(value = "isRootOfLinux", disabledReason = "only root can mount a small disk")
class DiskFullIT {

    private static final int DISK_MEBIBYTES = 160;
    private static final int LEFT_MEBIBYTES = 30;
    private static final long MEBIBYTE = 1024 * 1024;
    private static final int BLOCK_BYTES = 4096;

    @RegisterExtension
    private final Commands commands = new Commands();

    private Path disk;

    static boolean isRootOfLinux() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("user.name").equals("root")
                && Files.isExecutable(Path.of("/bin/mount"));
    }

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(commands.folder().resolve("disk"));
        call("mount", "-t", "tmpfs", "-o", "size=" + DISK_MEBIBYTES + "m", "tmpfs", disk.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        call("umount", "--lazy", disk.toString());
    }

    private static void call(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(String.join(" ", command))
                .isZero();
    }

    private String home() {
        return disk.resolve("home").toString();
    }

    private Path fill(int leftMebibytes) throws IOException {
        Path filling = disk.resolve("filling");
        long bytes = Files.getFileStore(disk).getUsableSpace() - leftMebibytes * MEBIBYTE;
        try (RandomAccessFile file = new RandomAccessFile(filling.toFile(), "rw")) {
            byte[] block = new byte[BLOCK_BYTES];
            for (long written = 0; written < bytes; written += block.length) {
                file.write(block);
            }
        }
        return filling;
    }

    private static void awaitErrors(Commands.Command run, String text) {
        await().atMost(Commands.LIMIT)
                .until(() -> run.errors().contains(text) || !run.process().isAlive());
        assertThat(run.errors()).contains(text);
    }

    @Test
    void disk_fullWhenAStepBegins_waitsForRoomAndCompletes() throws Exception {
        Path filling = fill(LEFT_MEBIBYTES);
        Commands.Command run =
                commands.start("run", "flights", "--workers", "1", "--wait-workers", "1s", "--home", home());
        awaitErrors(run, "MiB free and the broker needs 100 MiB; everything waits");
        await().atMost(Commands.LIMIT).until(() -> run.output().contains("step delays: begins"));
        await().atMost(Commands.LIMIT).until(() -> log("coordinator.log").contains("has to wait"));

        Files.delete(filling);

        assertThat(run.exitCode()).as(run.output() + run.errors()).isZero();
        assertThat(run.output()).contains("flights COMPLETED", "20,000 read");
    }

    @Test
    void disk_fillsWhilePartitionsRun_completesWithExactTotals() throws Exception {
        Path gate = commands.folder().resolve("gate");
        Commands.Command run = commands.start(
                "run",
                "tally",
                "--workers",
                "2",
                "--jobs-path",
                Commands.TEST_JOBS.toString(),
                "-P",
                "gate=" + gate,
                "--home",
                home());
        await().atMost(Commands.LIMIT).until(() -> run.output().contains("2 running"));
        Path filling = fill(LEFT_MEBIBYTES);
        awaitErrors(run, "everything waits");
        Files.createFile(gate); // the next commits find the disk full

        Files.delete(filling);

        assertThat(run.exitCode()).as(run.output() + run.errors()).isZero();
        ExecutionView view = ViewJson.readExecution(
                commands.run(0, "show", "1", "--json", "--home", home()).output());
        assertThat(Objects.requireNonNull(view.steps()).get(0).counters())
                .isEqualTo(Map.of("numbers", 400L, "sum", 4 * 5050L));
        assertThat(view.steps().get(0).partitions())
                .flatExtracting(PartitionView::attempts)
                .as("no attempt was lost by the end of its worker")
                .allSatisfy(attempt -> assertThat(attempt.exitCode()).isNull())
                .extracting(AttemptView::outcome)
                .contains(AttemptOutcome.LOST);
        assertThat(log("worker-1.log") + log("worker-2.log")).contains("abandoned the task", "its disk is nearly full");
    }

    /** The broker has room, but H2 closes a database whose file it cannot write. */
    @Test
    void disk_ofTheRepositoryAloneIsFull_saysSoAndRecoversWithExactTotals() throws Exception {
        Path gate = commands.folder().resolve("gate");
        Files.createSymbolicLink(
                Files.createDirectories(commands.home()).resolve("repository"),
                Files.createDirectory(disk.resolve("repository")));
        String[] workers = {"--workers", "2", "--jobs-path", Commands.TEST_JOBS.toString()};
        Commands.Command run = commands.start(with(workers, "run", "tally", "-P", "gate=" + gate));
        await().atMost(Commands.LIMIT).until(() -> run.output().contains("2 running"));
        Path filling = fill(0);
        Files.createFile(gate);

        assertThat(run.exitCode()).as(run.output() + run.errors()).isEqualTo(ExitCode.INFRASTRUCTURE.number());
        assertThat(run.errors())
                .contains("could not be written (No space left on device): make room", "'procession recover'")
                .doesNotContain("\tat ");

        Files.delete(filling);

        Commands.Command recover = commands.run(0, with(workers, "recover"));
        assertThat(recover.output()).contains("goes on as execution 2", "tally COMPLETED");
        ExecutionView view =
                ViewJson.readExecution(commands.run(0, "show", "2", "--json").output());
        assertThat(Objects.requireNonNull(view.steps()).get(0).counters())
                .isEqualTo(Map.of("numbers", 400L, "sum", 4 * 5050L));
    }

    private static String[] with(String[] more, String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }

    private String log(String name) throws IOException {
        Path log = disk.resolve("home").resolve("logs").resolve(name);
        return Files.exists(log) ? Files.readString(log) : "";
    }
}
