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

    private static void killsFailOnlyTheTaskThatRan(int tasks, int kills) throws Exception {
        long seed = System.nanoTime();
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(4)) {
            List<CompletableFuture<Long>> futures = submitAndKill(pool, tasks / kills, kills, new Random(seed));
            assertThat(failuresAmong(futures)).as("seed %d", seed).isLessThanOrEqualTo(kills);
            assertThat(pool.apply(() -> 1)).isOne();
        }
    }

    /** There are so many tasks more before each kill, and it comes while they run. */
    private static List<CompletableFuture<Long>> submitAndKill(
            WorkerPool pool, int tasksPerKill, int kills, Random random) {
        List<CompletableFuture<Long>> futures = new ArrayList<>();
        for (int killed = 0; killed < kills; ) {
            for (int i = 0; i < tasksPerKill; i++) {
                futures.add(pool.submit(PoolKillIT::work, futures.size()));
            }
            LockSupport.parkNanos((long) WORK_NANOS * random.nextInt(tasksPerKill / 4));
            killed += kill(pool, random) ? 1 : 0;
        }
        return futures;
    }

    private static boolean kill(WorkerPool pool, Random random) {
        List<ProcessIdentity> workers = pool.workers();
        return !workers.isEmpty()
                && ProcessHandle.of(workers.get(random.nextInt(workers.size())).pid())
                        .map(ProcessHandle::destroyForcibly)
                        .orElse(false);
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
