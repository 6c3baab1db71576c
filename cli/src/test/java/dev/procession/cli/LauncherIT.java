// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code bin/procession} itself: where it may be, which Java it takes, what it puts on whose class path. */
@DisabledOnOs(OS.WINDOWS)
class LauncherIT {

    private static final Path SOURCE =
            Path.of("..", "bin", "procession").toAbsolutePath().normalize();

    @RegisterExtension
    private final Commands commands = new Commands();

    @Test
    void launcher_throughALinkFromAnywhere_findsItsProgram() throws Exception {
        Path link = Files.createSymbolicLink(commands.folder().resolve("p"), SOURCE);

        Commands.Command command = commands.start(link, Map.of(), "--version");

        assertThat(command.exitCode()).isZero();
        assertThat(command.output()).startsWith("procession ");
        assertThat(command.errors()).isEmpty();
    }

    @Test
    @Tag("full")
    void launcher_programCopied_preparesQuickStartsOnce() throws Exception {
        Path copy = commands.folder().resolve("my program");
        copy(Commands.PROGRAM, copy);
        Path launcher = copy.resolve("bin").resolve("procession");
        Map<String, String> build = Map.of("PROCESSION_BUILD", "");

        Commands.Command first = commands.start(launcher, build, "jobs");
        assertThat(first.exitCode()).isEqualTo(2);
        assertThat(first.errors()).contains("Preparing for quick starts", "there is no state directory");
        assertThat(copy.resolve("archives").resolve("coordinator.jsa")).isNotEmptyFile();
        assertThat(copy.resolve("archives").resolve("worker.jsa")).isNotEmptyFile();

        Commands.Command second = commands.start(launcher, build, "run", "flights", "--workers", "1");
        assertThat(second.exitCode()).isZero();
        assertThat(second.errors()).isEmpty();
        assertThat(second.output()).contains("flights COMPLETED");
    }

    @Test
    void launcher_preparationFails_saysSoInALineAndGoesOn() throws Exception {
        Path program = commands.folder().resolve("program");
        Path launcher = program.resolve("bin").resolve("procession");
        Files.createDirectories(launcher.getParent());
        Files.copy(SOURCE, launcher, StandardCopyOption.COPY_ATTRIBUTES);
        Files.createSymbolicLink(program.resolve("lib"), Commands.PROGRAM.resolve("lib"));
        Files.copy(Commands.PROGRAM.resolve("build.stamp"), program.resolve("build.stamp"));
        Map<String, String> unwilling = Map.of(
                "PROCESSION_BUILD", "", "JAVA_HOME", javaThatWritesNoArchive().toString());

        Commands.Command command = commands.start(launcher, unwilling, "--version");

        assertThat(command.exitCode()).isZero();
        assertThat(command.output()).startsWith("procession ");
        assertThat(command.errors().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("Preparing for quick starts"),
                        line -> assertThat(line)
                                .contains("Not all could be prepared", program + "/archives/log", "to try again"));
        Commands.Command second = commands.start(launcher, unwilling, "--version");
        assertThat(second.exitCode()).isZero();
        assertThat(second.errors()).isEmpty();
    }

    private Path javaThatWritesNoArchive() throws IOException {
        Path home = Files.createDirectory(commands.folder().resolve("java"));
        Path real = Path.of(System.getProperty("java.home"));
        Files.copy(real.resolve("release"), home.resolve("release"));
        Path java = Files.createDirectory(home.resolve("bin")).resolve("java");
        Files.writeString(
                java,
                "#!/bin/sh\ncase \"$*\" in *ArchiveClassesAtExit*) echo 'the disk is full'; exit 1;; esac\nexec '"
                        + real.resolve("bin").resolve("java") + "' \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return home;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(file -> !file.startsWith(from.resolve("archives")))
                    .toList()) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"11.0.2, 'is version 11.0.2; Procession needs 17 or later'", "1.8.0_402, is version 1.8.0_402"})
    void launcher_javaTooOld_saysWhichItNeeds(String version, String message) throws Exception {
        Path java = commands.folder().resolve("java");
        Files.createDirectories(java.resolve("bin"));
        Files.createFile(java.resolve("bin").resolve("java")).toFile().setExecutable(true);
        Files.writeString(
                java.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\nOS_ARCH=\"y\"\n");

        Commands.Command command = commands.start(Map.of("JAVA_HOME", java.toString()), "--version");

        assertThat(command.exitCode()).isEqualTo(4);
        assertThat(command.errors())
                .contains(java.resolve("bin").resolve("java").toString(), message);
    }

    @Test
    void launcher_javaHomeOfNothing_saysSo() throws Exception {
        Commands.Command command = commands.start(Map.of("JAVA_HOME", "/nowhere"), "--version");

        assertThat(command.exitCode()).isEqualTo(4);
        assertThat(command.errors()).contains("there is no /nowhere/bin/java", "17");
    }

    @Test
    void launcher_coordinatorOptions_reachItsJvm() throws Exception {
        Commands.Command command =
                commands.start("run", "flights", "--coordinator-opts", "-XX:NoSuchOption", "--workers", "1");

        assertThat(command.exitCode()).isNotZero();
        assertThat(command.output() + command.errors()).contains("NoSuchOption");
    }

    @Test
    void workerJars_areThoseThatAWorkerNeeds() throws IOException {
        try (Stream<Path> jars = Files.list(Commands.PROGRAM.resolve("lib").resolve("worker"))) {
            List<String> names =
                    jars.map(jar -> String.valueOf(jar.getFileName())).toList();
            assertThat(names)
                    .anyMatch(name -> name.startsWith("procession-runtime-"))
                    .anyMatch(name -> name.startsWith("procession-batch-jobs-"))
                    .noneMatch(name -> name.matches(
                            "(procession-(broker|cli|testing|starter)|artemis-(server|journal)|h2|postgresql"
                                    + "|HikariCP|flyway|jackson|picocli|smallrye|microprofile|junit|assertj)-.*"));
        }
    }
}
