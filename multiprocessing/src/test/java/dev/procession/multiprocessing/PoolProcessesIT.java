// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static dev.procession.multiprocessing.PoolTasks.await;
import static dev.procession.multiprocessing.PoolTasks.pid;
import static dev.procession.multiprocessing.PoolTasks.range;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the processes of a pool begin, end and are replaced. */
@Timeout(180)
class PoolProcessesIT {

    private static String greeting = "none";
    private static long[] memory = {};

    @TempDir
    private Path directory;

    @AfterEach
    void nothingIsLeft() {
        Leftovers.assertNone();
    }

    @Test
    void killedWorker_failsTheTaskThatRanAlone() throws Exception {
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(1)) {
            String file = directory.resolve("pid").toString();
            CompletableFuture<Integer> before = pool.submit(() -> 1);
            CompletableFuture<Integer> ran = pool.submit(() -> {
                System.out.println("about to wait");
                Files.move(Files.writeString(Path.of(file + ".new"), Long.toString(pid())), Path.of(file));
                new CountDownLatch(1).await();
                return 2;
            });
            List<CompletableFuture<Integer>> after = range(100).stream()
                    .map(item -> pool.submit(PoolTasks::half, 2 * item))
                    .toList();
            await().until(() -> Files.exists(Path.of(file)));
            long killed = Long.parseLong(Files.readString(Path.of(file)));
            ProcessHandle.of(killed).orElseThrow().destroyForcibly();

            assertThat(before.get()).isOne();
            assertThatThrownBy(ran::get).cause().isInstanceOfSatisfying(WorkerTerminatedException.class, failure -> {
                assertThat(failure.exitCode()).isEqualTo(-9);
                assertThat(failure.signal()).hasValue("SIGKILL");
                assertThat(failure.pid()).isEqualTo(killed);
                assertThat(failure.lastLines()).containsExactly("about to wait");
            });
            for (int i = 0; i < 100; i++) {
                assertThat(after.get(i).get()).isEqualTo(i);
            }
        }
    }

    @Test
    void exitOfUserCode_failsWithTheExitCode() {
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(1)) {
            assertThatThrownBy(() -> pool.apply(() -> {
                        Runtime.getRuntime().halt(7);
                        return 1;
                    }))
                    .isInstanceOfSatisfying(WorkerTerminatedException.class, failure -> {
                        assertThat(failure.exitCode()).isEqualTo(7);
                        assertThat(failure.signal()).isEmpty();
                    });
            assertThat(pool.apply(() -> 1)).isOne();
        }
    }

    @Test
    void attempts_retryATaskWhoseWorkerDies() {
        String file = directory.resolve("tries").toString();
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(PoolSettings.of(1).attempts(3))) {
            assertThat(pool.apply(() -> dieTwice(file))).isEqualTo("third");
        }
    }

    private static String dieTwice(String file) throws IOException {
        for (String number : List.of("1", "2")) {
            if (!Files.exists(Path.of(file + number))) {
                Files.createFile(Path.of(file + number));
                Runtime.getRuntime().halt(1);
            }
        }
        return "third";
    }

    @Test
    void timeLimit_endsATaskThatHeedsNothing_andThePoolGoesOn() {
        // The limit is that of the task afterwards, too, which is the first of a new JVM.
        PoolSettings settings = PoolSettings.of(1).taskTimeLimit(Duration.ofSeconds(3), Duration.ofMillis(200));
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(settings)) {
            assertThatThrownBy(() -> pool.apply(PoolTasks::spin))
                    .isInstanceOf(TaskTimeoutException.class)
                    .hasMessageContaining("3000 ms");
            assertThat(pool.apply(() -> 1)).isOne();
        }
    }

    @Test
    void close_returnsWhenTheProcessesOfPoolsAreGone() {
        List<ProcessIdentity> workers;
        try (Multiprocessing mp = Multiprocessing.start()) {
            // With memory that the system has to take back, an end takes some time.
            WorkerPool pool = mp.pool(PoolSettings.of(2).initializer(() -> memory = new long[20_000_000]));
            assertThat(pool.map(item -> memory.length, range(10), 1)).containsOnly(20_000_000);
            workers = pool.workers();
        }
        assertThat(workers)
                .hasSize(2)
                .noneMatch(worker -> ProcessHandle.of(worker.pid())
                        .map(ProcessHandle::isAlive)
                        .orElse(false));
    }

    @Test
    void initializer_runsOnceInEachWorker() {
        PoolSettings settings = PoolSettings.of(2).initializer(() -> greeting = "hello");
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(settings)) {
            assertThat(Set.copyOf(pool.map(item -> greeting, range(10), 1))).containsExactly("hello");
            assertThat(greeting).isEqualTo("none");
        }
    }

    @Test
    void initializerThatFails_breaksThePool() throws Exception {
        String file = directory.resolve("go").toString();
        PoolSettings settings = PoolSettings.of(1).initializer(() -> {
            int unused = PoolTasks.awaitFile(file); // until there is a task
            throw new IllegalStateException("no licence");
        });
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(settings)) {
            CompletableFuture<Integer> future = pool.submit(() -> 1);
            Files.createFile(Path.of(file));
            assertThatThrownBy(future::get)
                    .cause()
                    .isInstanceOf(PoolBrokenException.class)
                    .hasMessageContaining("no licence");
            assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(PoolBrokenException.class);
        }
    }

    @Test
    void tasksPerWorker_replacesTheProcess() {
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(PoolSettings.of(1).tasksPerWorker(10))) {
            List<Long> pids = pool.map(item -> pid(), range(50), 1);
            Map<Long, Long> tasks = pids.stream().collect(groupingBy(pid -> pid, counting()));
            assertThat(tasks.values()).hasSizeGreaterThanOrEqualTo(5).allMatch(count -> count <= 10);
        }
    }

    @Test
    void memoryPerWorker_replacesTheProcessThatHasMore() {
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(PoolSettings.of(1).memoryPerWorker(1))) {
            long first = pool.apply(() -> pid());
            await().until(() -> pool.apply(() -> pid()) != first);
        }
    }
}
