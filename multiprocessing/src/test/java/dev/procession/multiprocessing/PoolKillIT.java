// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool whose workers are killed again and again. */
@Timeout(300)
class PoolKillIT {

    private static final int WORK_NANOS = 3_000_000;

    @AfterEach
    void nothingIsLeft() {
        Leftovers.assertNone();
    }

    private static long work(int number) {
        long until = System.nanoTime() + WORK_NANOS;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        return 3L * number;
    }

    @Test
    void kills_failOnlyTheTaskThatRan() throws Exception {
        killsFailOnlyTheTaskThatRan(3000, 10);
    }

    @Test
    @Tag("full")
    void hundredKills_failOnlyTheTaskThatRan() throws Exception {
        killsFailOnlyTheTaskThatRan(10_000, 100);
    }

    private static void killsFailOnlyTheTaskThatRan(int tasks, int wanted) throws Exception {
        long seed = System.nanoTime();
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(4)) {
            List<CompletableFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                futures.add(pool.submit(PoolKillIT::work, i));
            }
            int kills = killAtRandom(pool, futures, wanted, new Random(seed));
            assertThat(failuresAmong(futures))
                    .as("seed %d, %d kills", seed, kills)
                    .isLessThanOrEqualTo(kills);
            assertThat(kills).isEqualTo(wanted);
            assertThat(pool.apply(() -> 1)).isOne();
        }
    }

    /** The others are all right. */
    private static int failuresAmong(List<CompletableFuture<Long>> futures) throws Exception {
        int failures = 0;
        for (int i = 0; i < futures.size(); i++) {
            try {
                assertThat(futures.get(i).get(120, TimeUnit.SECONDS)).isEqualTo(3L * i);
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(WorkerTerminatedException.class);
                failures++;
            }
        }
        return failures;
    }

    private static int killAtRandom(WorkerPool pool, List<CompletableFuture<Long>> futures, int wanted, Random random) {
        // So that they come while there is work.
        int longestPause = futures.size() * 3 / 4 / wanted;
        int kills = 0;
        while (kills < wanted && futures.stream().anyMatch(future -> !future.isDone())) {
            LockSupport.parkNanos(1_000_000L * random.nextInt(longestPause));
            List<ProcessIdentity> workers = pool.workers();
            if (!workers.isEmpty()) {
                long pid = workers.get(random.nextInt(workers.size())).pid();
                kills += ProcessHandle.of(pid)
                                .map(ProcessHandle::destroyForcibly)
                                .orElse(false)
                        ? 1
                        : 0;
            }
        }
        return kills;
    }

    @Tag("full")
    @Test
    void kills_withAttempts_loseNothing() throws Exception {
        Random random = new Random(42);
        AtomicBoolean done = new AtomicBoolean();
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(PoolSettings.of(2).attempts(100))) {
            List<Integer> items = new ArrayList<>();
            List<Long> expected = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                items.add(i);
                expected.add(3L * i);
            }
            CompletableFuture<List<Long>> all = pool.mapAsync(PoolKillIT::work, items);
            CompletableFuture<?> unused = all.whenComplete((results, failure) -> done.set(true));
            for (int kills = 0; kills < 10 && !done.get(); kills++) {
                LockSupport.parkNanos(1_000_000L * random.nextInt(800));
                pool.workers().stream()
                        .findAny()
                        .flatMap(worker -> ProcessHandle.of(worker.pid()))
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
            assertThat(all.get()).isEqualTo(expected);
        }
    }
}
