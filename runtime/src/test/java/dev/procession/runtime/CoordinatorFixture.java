// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.StepKey;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.messaging.WorkerPresence;
import dev.procession.runtime.repository.StepView;
import dev.procession.testing.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * A coordinator in a directory of its own, with workers, for the tests of a class. After each test nothing of its jobs may be left on the
 * broker, after the last no process. When a test fails it prints what the coordinator and the workers logged.
 */
final class CoordinatorFixture
        implements BeforeAllCallback, AfterEachCallback, AfterAllCallback, TestExecutionExceptionHandler {

    /** How long anything that a test waits for may take. */
    static final Duration DEADLINE = Duration.ofSeconds(90);

    private static final int LOG_LINES = 60;

    private final Map<String, String> settings = new HashMap<>();
    private final ConcurrentLinkedQueue<JobRun> runs = new ConcurrentLinkedQueue<>();
    private Supplier<Map<String, String>> lateSettings = Map::of;
    private ClassLoader classLoader = CoordinatorFixture.class.getClassLoader();
    private RecentLog log;
    private Path home;
    private boolean separateBroker;
    private TestBroker broker;
    private Coordinator coordinator;
    private List<ProcessHandle> processes = List.of();

    private CoordinatorFixture() {}

    static CoordinatorFixture withWorkers(int count) {
        return new CoordinatorFixture().setting("procession.workers", Integer.toString(count));
    }

    CoordinatorFixture setting(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** Settings that are known only when the coordinator is about to start. */
    CoordinatorFixture settings(Supplier<Map<String, String>> late) {
        lateSettings = late;
        return this;
    }

    /** Lets coordinator and workers use a broker that can be restarted and cut off, and a lease that ends soon. */
    CoordinatorFixture separateBroker() {
        separateBroker = true;
        return setting("procession.lease", TestBroker.SETTINGS.timeToLive().toString());
    }

    TestBroker broker() {
        return broker;
    }

    /** Lets only the coordinator look for classes there. */
    CoordinatorFixture classLoader(ClassLoader loader) {
        classLoader = loader;
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        log = RecentLog.install();
        home = Files.createTempDirectory("procession-it");
        settings.put("procession.home", home.resolve("home").toString());
        settings.putAll(lateSettings.get());
        if (separateBroker) {
            broker = TestBroker.start(home.resolve("broker"));
            BrokerEndpoint endpoint = broker.remoteCoordinator();
            settings.put("procession.broker.url", endpoint.uri());
            settings.put("procession.broker.user", endpoint.credentials().user());
            settings.put("procession.broker.password", endpoint.credentials().password());
        }
        coordinator = Coordinator.start(RuntimeConfig.load(settings), classLoader);
        assertThat(coordinator.awaitWorkers(DEADLINE)).as("all workers came").isTrue();
    }

    Coordinator coordinator() {
        return coordinator;
    }

    /** The processes of the workers of now. */
    List<Long> workerPids() {
        return coordinator.roster().workers().stream()
                .map(WorkerPresence::worker)
                .map(WorkerIdentity::pid)
                .filter(pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
                .toList();
    }

    /** Sends a signal of the operating system. */
    static void signal(String name, long pid) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(status).as("kill -%s %s", name, pid).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until as many workers are there as the coordinator has started. */
    void awaitWorkers() {
        int count = Integer.parseInt(settings.get("procession.workers"));
        await().atMost(DEADLINE).until(() -> workerPids().size() == count);
    }

    /** Starts a job; its directory is in the job parameter {@code dir}. */
    JobRun start(String job, String... namesAndValues) {
        Properties parameters = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        Path directory = newDirectory();
        parameters.setProperty("dir", directory.toString());
        return started(coordinator.jobOperator().start(job, parameters), directory);
    }

    JobRun started(long executionId, Path directory) {
        JobRun run = new JobRun(this, executionId, directory);
        runs.add(run);
        return run;
    }

    Path newDirectory() {
        try {
            return Files.createTempDirectory(home, "job");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        List<JobRun> ended = List.copyOf(runs);
        runs.clear();
        log.clear();
        if (context.getExecutionException().isPresent()) {
            ended.forEach(
                    JobRun::giveUp); // else the next test would have to do without the workers that wait for this one
        }
        ended.forEach(JobRun::await); // also where the test itself did not
        try (BrokerConnection connection = connect();
                BrokerSession session = connection.session()) {
            assertNothingLeft(session, ended);
        }
    }

    private void assertNothingLeft(BrokerSession session, List<JobRun> ended) {
        for (JobRun run : ended) {
            for (StepView step : run.view().steps()) {
                assertThat(session.queueExists(Addresses.resultQueue(stepKey(step.stepExecutionId()))))
                        .as("result queue of step execution " + step.stepExecutionId())
                        .isFalse();
            }
        }
        List<String> queues = List.of(Addresses.TASKS, Addresses.CHECKPOINTS, Addresses.DEAD_LETTERS);
        try {
            // What a worker's last commit sent can be seen, and acted on, a moment before the task is gone that it
            // acknowledged.
            await("nothing is left")
                    .atMost(DEADLINE)
                    .untilAsserted(() -> queues.forEach(queue -> assertThat(session.messageCount(queue))
                            .as("left in " + queue)
                            .isZero()));
        } finally {
            queues.forEach(queue -> take(session, queue)); // nobody else is to stumble over it
            session.commit();
        }
    }

    /** Takes all that a queue has for now. */
    static List<Envelope> take(BrokerSession session, String queue) {
        try (DeliveryConsumer consumer = session.consumer(queue, null, 0)) {
            return Stream.generate(consumer::tryReceive)
                    .takeWhile(Objects::nonNull)
                    .peek(Delivery::acknowledge)
                    .map(Delivery::envelope)
                    .toList();
        }
    }

    /** A connection with the coordinator's rights. */
    BrokerConnection connect() {
        return BrokerConnection.open(address().broker(), ConnectionSettings.defaults());
    }

    /** What the coordinator has logged of late. */
    List<String> logged() {
        return log.records();
    }

    private CoordinatorAddress address() {
        return CoordinatorAddress.read(coordinator.directory()).orElseThrow();
    }

    StepKey stepKey(long stepExecutionId) {
        return new StepKey(address().repository(), stepExecutionId);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        processes = ProcessHandle.current().descendants().toList();
        if (coordinator != null) {
            coordinator.close();
        }
        if (broker != null) {
            broker.close();
        }
        log.remove();
        await("no process is left")
                .atMost(DEADLINE)
                .until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
        deleteHome();
    }

    private void deleteHome() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        System.err.println("==== " + context.getDisplayName() + " failed; the coordinator logged");
        System.err.println(String.join("", log.records()));
        try (Stream<Path> logs = Files.list(coordinator.directory().logs())) {
            for (Path file : logs.sorted().toList()) {
                System.err.println("==== " + file.getFileName());
                System.err.println(tail(file));
            }
        }
        throw failure;
    }

    private static String tail(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.stream().skip(Math.max(0, lines.size() - LOG_LINES)).collect(Collectors.joining("\n"));
    }
}
