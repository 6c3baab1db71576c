// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static dev.procession.multiprocessing.PoolTasks.half;
import static dev.procession.multiprocessing.PoolTasks.pid;
import static dev.procession.multiprocessing.PoolTasks.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Credentials;
import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a pool on hosts when its processes, their hosts, the broker or its own program end. */
@BrokerTest
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostedPoolDeathsIT {

    /** JVMs start slowly on a machine that is busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Logger LOG = LoggerFactory.getLogger(HostedPoolDeathsIT.class);

    @TempDir
    private Path directory;

    private final List<HostFork> forks = new ArrayList<>();
    private TestBroker broker;

    @BeforeEach
    void use(TestBroker given) {
        broker = given;
    }

    @AfterEach
    void end() {
        forks.forEach(HostFork::close);
        Leftovers.assertNone();
    }

    private HostFork host(int places) {
        return add(HostFork.start(broker.otherWorker(), places));
    }

    private HostFork add(HostFork fork) {
        forks.add(fork);
        return fork;
    }

    private Multiprocessing connect() {
        return connect(broker.otherWorker());
    }

    private static Multiprocessing connect(BrokerEndpoint endpoint) {
        return Multiprocessing.connect(URI.create(endpoint.uri()), endpoint.credentials());
    }

    private static PoolSettings workers(int count) {
        return PoolSettings.of(count).onHosts();
    }

    /** Says in a file who runs it, and ends when another file is there. */
    private static long tellAndAwait(String told, String go) throws IOException {
        System.out.println("about to wait");
        Files.move(Files.writeString(Path.of(told + ".new"), Long.toString(pid())), Path.of(told));
        await().atMost(PATIENCE).until(() -> Files.exists(Path.of(go)));
        return pid();
    }

    private static int never(String told) throws IOException, InterruptedException {
        tellAndAwait(told, told);
        new CountDownLatch(1).await();
        return 0;
    }

    /** Writes down that it was run. */
    private static int note(String file, int number) throws IOException {
        Files.writeString(Path.of(file), number + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return number;
    }

    private long awaitPid(String file) throws IOException {
        await().atMost(PATIENCE).until(() -> Files.exists(Path.of(file)));
        return Long.parseLong(Files.readString(Path.of(file)));
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void killedProcess_failsTheTaskThatRanAlone() throws Exception {
        HostFork host = host(1);
        String file = file("pid");
        try (Multiprocessing mp = connect();
                WorkerPool pool = mp.pool(workers(1))) {
            CompletableFuture<Integer> before = pool.submit(() -> 1);
            CompletableFuture<Integer> ran = pool.submit(() -> never(file));
            List<CompletableFuture<Integer>> after = range(100).stream()
                    .map(item -> pool.submit(PoolTasks::half, 2 * item))
                    .toList();
            long killed = awaitPid(file);
            assertThat(pool.workers()).extracting(ProcessIdentity::pid).containsExactly(killed);
            ProcessHandle.of(killed).orElseThrow().destroyForcibly();

            assertThat(before.get()).isOne();
            assertThatThrownBy(ran::get).cause().isInstanceOfSatisfying(WorkerTerminatedException.class, failure -> {
                assertThat(failure.exitCode()).isEqualTo(-9);
                assertThat(failure.signal()).hasValue("SIGKILL");
                assertThat(failure.pid()).isEqualTo(killed);
                assertThat(failure.host()).isEqualTo(host.name());
                assertThat(failure.lastLines()).containsExactly("about to wait");
                assertThat(failure).hasMessageContaining("(process " + killed + " of host " + host.name() + ")");
            });
            for (int i = 0; i < 100; i++) {
                assertThat(after.get(i).get()).isEqualTo(i);
            }
        }
        host.awaitIdle();
    }

    @Tag("full")
    @Test
    void exitOfUserCode_failsWithTheExitCode() {
        host(1);
        try (Multiprocessing mp = connect();
                WorkerPool pool = mp.pool(workers(1))) {
            assertThatThrownBy(() -> pool.apply(() -> {
                        Runtime.getRuntime().halt(7);
                        return 1;
                    }))
                    .isInstanceOfSatisfying(
                            WorkerTerminatedException.class,
                            failure -> assertThat(failure.exitCode()).isEqualTo(7));
            assertThat(pool.apply(() -> 1)).isOne();
        }
    }

    @Test
    void timeLimit_endsATaskThatHeedsNothing_andThePoolGoesOn() {
        host(1);
        PoolSettings settings = workers(1).taskTimeLimit(Duration.ofMillis(300), Duration.ofMillis(200));
        try (Multiprocessing mp = connect();
                WorkerPool pool = mp.pool(settings)) {
            assertThatThrownBy(() -> pool.apply(PoolTasks::spin)).isInstanceOf(TaskTimeoutException.class);
            assertThat(pool.apply(() -> 1)).isOne();
        }
    }

    @Tag("full")
    @Test
    void cancel_ofATaskThatHeedsNothing_endsItsProcess() throws Exception {
        host(1);
        String file = file("pid");
        try (Multiprocessing mp = connect();
                WorkerPool pool = mp.pool(workers(1).taskTimeLimit(Duration.ZERO, Duration.ofMillis(200)))) {
            CompletableFuture<Integer> task = pool.submit(() -> spinFrom(file));
            long spinner = awaitPid(file);
            assertThat(task.cancel(true)).isTrue();
            assertThat(pool.apply(() -> pid())).isNotEqualTo(spinner);
        }
    }

    private static int spinFrom(String told) throws IOException {
        Files.move(Files.writeString(Path.of(told + ".new"), Long.toString(pid())), Path.of(told));
        return PoolTasks.spin();
    }

    @Tag("full")
    @Test
    void initializerThatFails_breaksThePool() {
        host(1);
        PoolSettings settings = workers(1).initializer(() -> {
            throw new IllegalStateException("no licence");
        });
        try (Multiprocessing mp = connect();
                WorkerPool pool = mp.pool(settings)) {
            assertThatThrownBy(pool.submit(() -> 1)::get)
                    .cause()
                    .isInstanceOf(PoolBrokenException.class)
                    .hasMessageContaining("no licence");
        }
    }

    @Test
    void killedHost_failsWhatItsWorkersHad_othersGoOn() throws Exception {
        HostFork first = host(1);
        String file = file("pid");
        String notes = file("notes");
        try (Multiprocessing mp = connect();
                WorkerPool pool = mp.pool(workers(1))) {
            CompletableFuture<Integer> ran = pool.submit(() -> never(file));
            awaitPid(file);
            List<CompletableFuture<Integer>> after = range(50).stream()
                    .map(item -> pool.submit(() -> note(notes, item)))
                    .toList();
            host(1);
            first.close();

            assertThat(ran)
                    .failsWithin(PATIENCE)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(WorkerTerminatedException.class)
                    .withMessageContaining("of host " + first.name() + ") ended with the loss of its host");
            for (int i = 0; i < 50; i++) {
                assertThat(after.get(i).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isEqualTo(i);
            }
            assertThat(Files.readAllLines(Path.of(notes))).hasSize(50).doesNotHaveDuplicates();
        }
    }

    @Test
    void killedProgram_itsProcessesEnd_andItsPlacesAreFree() throws Exception {
        HostFork host = host(1);
        String file = file("pid");
        HostFork owner = add(HostFork.start(OwnerProcess.class, broker.otherWorker(), file));
        awaitPid(file);
        owner.close();
        host.awaitIdle();
        try (Multiprocessing mp = connect();
                WorkerPool pool = mp.pool(workers(1))) {
            assertThat(pool.apply(() -> half(2))).isOne();
        }
    }

    /** A program with a pool, whose task never ends. */
    static final class OwnerProcess {
        public static void main(String[] args) {
            HostFork.endWithParent();
            String file = args[3];
            Multiprocessing mp = connect(new BrokerEndpoint(args[0], new Credentials(args[1], args[2])));
            mp.pool(workers(1)).apply(() -> never(file));
        }
    }

    @Test
    void brokerRestarted_tasksThatRanFail_andThePoolGoesOn() throws Exception {
        HostFork host = host(1);
        String file = file("pid");
        String notes = file("notes");
        try (Multiprocessing mp = connect();
                WorkerPool pool = mp.pool(workers(1))) {
            CompletableFuture<Integer> ran = pool.submit(() -> never(file));
            awaitPid(file);
            CompletableFuture<Integer> after = pool.submit(() -> note(notes, 1));
            broker.stop();
            assertThat(ran)
                    .failsWithin(PATIENCE)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(WorkerTerminatedException.class);
            host.awaitIdle();
            broker.begin();
            assertThat(after.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isOne();
            assertThat(Files.readAllLines(Path.of(notes))).containsExactly("1");
        }
    }

    @Test
    void drainedHost_endsWhatRuns_andTheRestGoesToOthers() throws Exception {
        HostFork first = host(1);
        String file = file("pid");
        String go = file("go");
        try (Multiprocessing mp = connect();
                WorkerPool pool = mp.pool(workers(1))) {
            CompletableFuture<Long> ran = pool.submit(() -> tellAndAwait(file, go));
            long runner = awaitPid(file);
            CompletableFuture<Long> after = pool.submit(() -> pid());
            host(1);
            first.signal("TERM");
            await().atMost(PATIENCE).until(() -> pool.workers().size() == 2); // another has taken its place already
            Files.createFile(Path.of(go));
            assertThat(ran.get()).isEqualTo(runner);
            assertThat(after.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotEqualTo(runner);
            first.awaitExit();
        }
    }

    @Test
    void noHost_thePoolSaysSo_andTasksWaitForOne() throws Exception {
        try (Output output = new Output();
                Multiprocessing mp = connect();
                WorkerPool pool = mp.pool(workers(2))) {
            mp.logToStderr(System.Logger.Level.WARNING);
            CompletableFuture<Integer> task = pool.submit(() -> 1);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(output.errors())
                            .contains("2 worker(s) of pools of this process wait for a host with a free place"
                                    + " at " + broker.otherWorker().uri()
                                    + "; start one with 'procession worker --pool-workers N'"));
            assertThat(task).isNotDone();
            assertThat(pool.workers()).isEmpty();
            host(1);
            assertThat(task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isOne();
            pool.apply(() -> {
                LOG.warn("from a host");
                return 0;
            });
            assertThat(output.errors()).containsPattern("\\[WARNING/PoolWorker-\\d+] from a host");
        }
    }

    @Test
    void noHost_poolThatIsClosed_ends_andLeavesNoRequest() {
        try (Multiprocessing mp = connect()) {
            try (WorkerPool closed = mp.pool(workers(2))) {
                assertThat(closed.workers()).isEmpty();
            }
            WorkerPool terminated = mp.pool(workers(1));
            CompletableFuture<Integer> task = terminated.submit(() -> 1);
            terminated.terminate();
            await().atMost(PATIENCE).until(terminated::isTerminated);
            assertThat(task).isCancelled();
        }
        try (BrokerConnection connection = broker.connect(broker.otherWorker());
                BrokerSession session = connection.session()) {
            assertThat(session.messageCount(PlaceQueues.REQUESTS)).isZero();
        }
    }

    @Test
    void start_withABrokerOfItsOwn_refusesHosts() {
        try (Multiprocessing mp = Multiprocessing.start()) {
            assertThatThrownBy(() -> mp.pool(workers(1)))
                    .isInstanceOf(MultiprocessingException.class)
                    .hasMessageContaining("Multiprocessing.connect");
        }
    }

    @Tag("full")
    @Test
    void cutOffHost_countsAsLost_andComesBack() throws Exception {
        HostFork host = add(HostFork.start(broker.worker(), 1));
        String file = file("pid");
        try (Multiprocessing mp = connect();
                WorkerPool pool = mp.pool(workers(1))) {
            CompletableFuture<Integer> ran = pool.submit(() -> never(file));
            long runner = awaitPid(file);
            broker.cut();
            assertThat(ran)
                    .failsWithin(PATIENCE)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(WorkerTerminatedException.class);
            assertThat(pool.apply(() -> pid())).isNotEqualTo(runner);
        }
        host.awaitIdle();
    }

    @Tag("full")
    @Test
    void frozenHost_countsAsLost() throws Exception {
        HostFork first = host(1);
        String file = file("pid");
        try (Multiprocessing mp = connect();
                WorkerPool pool = mp.pool(workers(1))) {
            CompletableFuture<Integer> ran = pool.submit(() -> never(file));
            awaitPid(file);
            host(1);
            first.signal("STOP");
            assertThat(ran)
                    .failsWithin(PATIENCE)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(WorkerTerminatedException.class);
            assertThat(pool.apply(() -> 1)).isOne();
            first.signal("CONT");
            first.awaitIdle();
        }
    }

    @Tag("full")
    @Test
    void killsAtRandom_runNoTaskTwice() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String notes = file("notes");
        List<HostFork> hosts = new ArrayList<>(List.of(host(2), host(2)));
        try (Multiprocessing mp = connect();
                WorkerPool pool = mp.pool(workers(3))) {
            List<CompletableFuture<Integer>> futures = range(2000).stream()
                    .map(item -> pool.submit(() -> noteSlowly(notes, item)))
                    .toList();
            for (int kills = 0; kills < 8; kills++) {
                LockSupport.parkNanos(1_000_000L * random.nextInt(2000));
                if (kills % 2 == 0) {
                    hosts.remove(random.nextInt(hosts.size())).close();
                    hosts.add(host(2));
                } else {
                    pool.workers().stream()
                            .findAny()
                            .flatMap(worker -> ProcessHandle.of(worker.pid()))
                            .ifPresent(ProcessHandle::destroyForcibly);
                }
            }
            List<Integer> done = new ArrayList<>();
            for (CompletableFuture<Integer> future : futures) {
                try {
                    done.add(future.get(120, TimeUnit.SECONDS));
                } catch (ExecutionException e) {
                    assertThat(e).as("seed %d", seed).hasCauseInstanceOf(WorkerTerminatedException.class);
                }
            }
            List<Integer> run = Files.readAllLines(Path.of(notes)).stream()
                    .map(Integer::valueOf)
                    .toList();
            assertThat(run).as("seed %d", seed).doesNotHaveDuplicates().containsAll(done);
            assertThat(done).as("seed %d", seed).hasSizeGreaterThan(1800);
        }
    }

    private static int noteSlowly(String file, int number) throws IOException {
        long until = System.nanoTime() + 3_000_000;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        return note(file, number);
    }
}
