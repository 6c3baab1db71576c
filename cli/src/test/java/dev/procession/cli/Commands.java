// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs {@code bin/procession} as a user would, in an empty folder with a state directory of its own; sees to it after each test that no
 * process is left, and after a failure shows what they printed.
 */
final class Commands implements BeforeEachCallback, AfterEachCallback {

    static final Duration LIMIT = Duration.ofMinutes(5);
    static final Path PROGRAM = Path.of("target", "procession").toAbsolutePath();
    static final Path TEST_JOBS = Path.of("target", "test-classes").toAbsolutePath();

    private static final Path LAUNCHER = PROGRAM.resolve("bin").resolve("procession");
    private static final Duration GONE_LIMIT = Duration.ofMinutes(1);

    private final List<Command> started = new ArrayList<>();
    private final String tag = "procession.test=" + UUID.randomUUID();
    private Path folder = Path.of("nowhere");

    /** A command that was started. */
    record Command(Process process, Path out, Path err) {

        String output() {
            return read(out);
        }

        String errors() {
            return read(err);
        }

        /** Waits for the end. */
        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("end of the command within %s; it printed:%n%s%n%s", LIMIT, output(), errors())
                    .isTrue();
            return process.exitValue();
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Lets the launcher write its class archives, as it does at its first use; all commands start faster then. */
    private static boolean prepared() {
        try {
            ProcessBuilder first = new ProcessBuilder(LAUNCHER.toString(), "--version").inheritIO();
            assertThat(first.start().waitFor()).as("exit code of --version").isZero();
            for (String archive : List.of("coordinator.jsa", "worker.jsa")) {
                assertThat(PROGRAM.resolve("archives").resolve(archive)).isNotEmptyFile();
            }
            return true;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("procession-cli-");
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(Commands.class))
                .computeIfAbsent("archives", key -> prepared());
    }

    Path folder() {
        return folder;
    }

    Path home() {
        return folder.resolve("home");
    }

    Command start(String... arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    Command start(Map<String, String> environment, String... arguments) throws IOException {
        return start(LAUNCHER, environment, arguments);
    }

    Command start(Path program, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out-" + started.size());
        Path err = folder.resolve("err-" + started.size());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment()
                .putAll(Map.of(
                        "PROCESSION_BUILD",
                        "never",
                        "PROCESSION_HOME",
                        home().toString(),
                        "PROCESSION_WORKER_OPTIONS",
                        "-D" + tag,
                        "PROCESSION_COORDINATOR_OPTS",
                        "-D" + tag));
        builder.environment().putAll(environment);
        Command result = new Command(builder.start(), out, err);
        started.add(result);
        return result;
    }

    /** Runs a command to its end, which must be this. */
    Command run(int exitCode, String... arguments) throws IOException, InterruptedException {
        Command command = start(arguments);
        int actual = command.exitCode();
        assertThat(actual)
                .as("exit code of %s; it printed:%n%s%n%s", List.of(arguments), command.output(), command.errors())
                .isEqualTo(exitCode);
        return command;
    }

    /** Waits until a broker of its own listens; where. */
    static String awaitBroker(Command broker) {
        Awaitility.await().atMost(LIMIT).until(() -> broker.output().matches("(?s).*tcp://\\S+\\R.*"));
        return broker.output().lines().findFirst().orElseThrow().replaceAll(".*(tcp://\\S+)$", "$1");
    }

    /** Processes of this test that are alive. */
    List<ProcessHandle> alive() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(tag))
                .toList();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        try {
            started.forEach(command -> command.process().destroy());
            Awaitility.await("end of all processes").atMost(GONE_LIMIT).until(() -> alive().isEmpty());
        } finally {
            alive().forEach(ProcessHandle::destroyForcibly);
            if (context.getExecutionException().isPresent()) {
                report();
            }
            delete(folder);
        }
    }

    private void report() {
        for (Command command : started) {
            System.err.println("--- " + command.out().getFileName() + "\n" + command.output() + command.errors());
        }
        Path logs = home().resolve("logs");
        if (Files.isDirectory(logs)) {
            try (Stream<Path> files = Files.list(logs)) {
                files.forEach(file -> System.err.println("--- " + file.getFileName() + "\n" + Command.read(file)));
            } catch (IOException e) {
                System.err.println("no logs: " + e);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
