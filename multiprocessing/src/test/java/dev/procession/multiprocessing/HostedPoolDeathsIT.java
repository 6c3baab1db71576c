// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static dev.procession.multiprocessing.PoolTasks.PATIENCE;
import static dev.procession.multiprocessing.PoolTasks.await;
import static dev.procession.multiprocessing.PoolTasks.half;
import static dev.procession.multiprocessing.PoolTasks.pid;
import static dev.procession.multiprocessing.PoolTasks.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of a pool on hosts when its processes, their hosts, the broker or its own program end. */
class HostedPoolDeathsIT extends HostedPoolFixture {

    /** Writes down that it was run. */
    private static int note(String file, int number) throws IOException {
        Files.writeString(Path.of(file), number + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return number;
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
            await().until(() -> pool.workers().size() == 2); // another has taken its place already
            Files.createFile(Path.of(go));
            assertThat(ran.get()).isEqualTo(runner);
            assertThat(after.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotEqualTo(runner);
            first.awaitExit();
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
