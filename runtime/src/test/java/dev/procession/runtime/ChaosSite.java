// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.BrokerLink;
import dev.procession.messaging.WorkerPresence;
import dev.procession.runtime.artifacts.OwnDatabase;
import dev.procession.testing.TestBroker;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes that chaos happens to: a broker and a database of the user's in this JVM, a coordinator with two workers, and a worker of no coordinator.
 * Whatever ends is started again, as a supervisor of the operating system would do it.
 */
final class ChaosSite implements AutoCloseable {

    static final Duration DEADLINE = Duration.ofMinutes(3);

    private static final int LOG_LINES = 300;
    private static final int MOST_STARTS = 200;

    private final Path directory;
    private final List<Path> classPath;
    private final OwnServer database;
    private final TestBroker broker;
    private final WorkerRoster roster;
    private final BrokerLink observer;
    private final Map<String, String> settings = new HashMap<>();
    private final Set<Long> seen = ConcurrentHashMap.newKeySet();
    private int started;
    private Process coordinator;
    private Process independent;
    private boolean ending;
    private boolean kept;

    private ChaosSite(Path directory, List<Path> classPath) throws IOException {
        this.directory = directory;
        this.classPath = classPath;
        database = OwnServer.h2(directory);
        database.execute("CREATE TABLE NUMBER_ROWS (INSTANCE BIGINT, NUMBER INT)");
        broker = TestBroker.start(directory.resolve("broker"));
        observer = BrokerLink.open(broker.observer(), TestBroker.SETTINGS);
        roster = WorkerRoster.open(observer);
        BrokerEndpoint endpoint = broker.remoteCoordinator();
        settings.put("procession.home", directory.resolve("home").toString());
        settings.put("procession.workers", "2");
        settings.put("procession.attempts", "1000");
        settings.put("procession.lease", TestBroker.SETTINGS.timeToLive().toString());
        settings.put("procession.broker.url", endpoint.uri());
        settings.put("procession.broker.user", endpoint.credentials().user());
        settings.put("procession.broker.password", endpoint.credentials().password());
        settings.put("procession.jobs.path", database.jar().toString());
        settings.put("procession.worker.options", String.join(" ", databaseOptions()));
        independent = startIndependent();
        coordinator = startCoordinator();
    }

    /** Starts all; {@code classPath} comes before the test's own. */
    static ChaosSite open(Path directory, List<Path> classPath) throws IOException {
        return new ChaosSite(directory, classPath);
    }

    RuntimeSettings settings() {
        return RuntimeConfig.load(settings);
    }

    TestBroker broker() {
        return broker;
    }

    OwnServer database() {
        return database;
    }

    /** Where this file is, a worker halts between its commits. */
    Path haltFile() {
        return directory.resolve("halt");
    }

    long coordinatorPid() {
        return coordinator.pid();
    }

    private List<String> databaseOptions() {
        return List.of("-D" + OwnDatabase.URL + "=" + database.url(), "-D" + OwnDatabase.HALT + "=" + haltFile());
    }

    /** The processes that run a partition now, by the names of their workers. */
    List<Long> busy() {
        List<Long> pids = new ArrayList<>();
        for (WorkerPresence presence : roster.workers()) {
            long pid = presence.worker().pid();
            seen.add(pid);
            if (!presence.running().isEmpty() && isAlive(pid)) {
                pids.add(pid);
            }
        }
        return pids;
    }

    /** SIGKILL, and a new one, once the dead one is gone. */
    void killCoordinator() throws IOException {
        coordinator.destroyForcibly().onExit().join();
        coordinator = startCoordinator();
    }

    private Process startCoordinator() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("coordinator"));
        settings.forEach((key, value) -> arguments.add(key + "=" + value));
        Path log = newLog("coordinator");
        Process process = start(log, List.of(), arguments);
        await("coordinator is ready")
                .atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !process.isAlive() || Files.readString(log).contains(ChaosProgram.READY));
        if (process.isAlive()) {
            return process;
        }
        assertThat(started).as(Files.readString(log)).isLessThan(MOST_STARTS);
        return startCoordinator(); // it found the broker busy
    }

    private synchronized Process startIndependent() throws IOException {
        BrokerEndpoint endpoint = broker.worker();
        List<String> options = new ArrayList<>(databaseOptions());
        options.add("-Dprocession.jobs.path=" + database.jar());
        Process process = start(
                newLog("independent"),
                options,
                List.of(
                        "worker",
                        endpoint.uri(),
                        endpoint.credentials().user(),
                        endpoint.credentials().password()));
        Future<?> unused = process.onExit().thenRun(this::startIndependentAgain);
        return process;
    }

    private synchronized void startIndependentAgain() {
        if (!ending) {
            try {
                independent = startIndependent();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private synchronized Path newLog(String name) {
        started++;
        return directory.resolve(name + "-" + started + ".log");
    }

    private Process start(Path log, List<String> options, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        String own = System.getProperty("java.class.path");
        command.add("-cp");
        command.add(Stream.concat(classPath.stream().map(Path::toString), Stream.of(own))
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(ChaosProgram.class.getName());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        seen.add(process.pid());
        return process;
    }

    static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    }

    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Ends all processes in order; nothing may be left of them, on the broker, in the database or in the state directory. */
    void end() throws Exception {
        seen.addAll(busy());
        coordinator.outputWriter().close();
        assertThat(coordinator.onExit().get().exitValue())
                .as("of the coordinator")
                .isZero();
        synchronized (this) {
            ending = true;
        }
        signal("TERM", independent.pid());
        independent.onExit().get();
        await("no process is left")
                .atMost(DEADLINE)
                .until(() -> seen.stream().filter(ChaosSite::isAlive).toList(), List::isEmpty);
        broker.assertNothingLeft();
        assertThat(StateDirectory.of(settings().home()).isOwned())
                .as("lock of the state directory")
                .isFalse();
        await("no session of the database is left")
                .atMost(DEADLINE)
                .until(() -> database.numbers("SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS"), List.of(1)::equals);
    }

    /** Keeps the files for somebody to look into; what the programs and their workers logged last. */
    String keep() throws IOException {
        kept = true;
        StringBuilder text = new StringBuilder("the files of the run are in " + directory + "\n");
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                List<String> lines = Files.readAllLines(file);
                text.append("==== ").append(file.getFileName()).append('\n');
                lines.stream()
                        .skip(Math.max(0, lines.size() - LOG_LINES))
                        .forEach(line -> text.append(line).append('\n'));
            }
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            ending = true;
        }
        coordinator.destroyForcibly().onExit().join();
        independent.destroyForcibly().onExit().join();
        roster.close();
        observer.close();
        broker.close();
        database.close();
        if (kept) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
