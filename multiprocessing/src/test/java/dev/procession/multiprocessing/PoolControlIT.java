// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static dev.procession.multiprocessing.PoolTasks.awaitFile;
import static dev.procession.multiprocessing.PoolTasks.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a pool is held back, interrupted and ended. */
@Timeout(60)
class PoolControlIT {

    @TempDir
    private Path directory;

    @AfterEach
    void nothingIsLeft() {
        Leftovers.assertNone();
    }

    @Test
    void cancel_interruptsWhatRuns_andDropsWhatWaits() throws Exception {
        String file = directory.resolve("interrupted").toString();
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(1)) {
            CompletableFuture<Integer> running = pool.submit(() -> waitAndTell(file));
            CompletableFuture<Integer> waiting = pool.submit(() -> waitAndTell(file + "2"));
            await().until(() -> Files.exists(Path.of(file + ".begun")));
            assertThat(waiting.cancel(true)).isTrue();
            assertThat(running.cancel(true)).isTrue();
            assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
            await().until(() -> Files.exists(Path.of(file + ".interrupted")));
            assertThat(pool.apply(() -> 1)).isOne();
            assertThat(Path.of(file + "2.begun")).doesNotExist();
        }
    }

    private static int waitAndTell(String file) throws Exception {
        Files.createFile(Path.of(file + ".begun"));
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Files.createFile(Path.of(file + ".interrupted"));
        }
        return 0;
    }

    @Test
    void maxInFlight_letsSubmitWait() throws Exception {
        String file = directory.resolve("go").toString();
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(PoolSettings.of(1).maxInFlight(2))) {
            List<CompletableFuture<Integer>> both =
                    List.of(pool.submit(() -> awaitFile(file)), pool.submit(() -> awaitFile(file)));
            CompletableFuture<Integer> third = CompletableFuture.supplyAsync(() -> pool.apply(() -> 3));
            assertThatThrownBy(() -> third.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            Files.createFile(Path.of(file));
            assertThat(third.get()).isEqualTo(3);
            assertThat(both).extracting(CompletableFuture::get).containsExactly(-1, -1);
        }
    }

    @Test
    void terminate_cancelsWhatWasNotDone() throws Exception {
        try (Multiprocessing mp = Multiprocessing.start()) {
            WorkerPool pool = mp.pool(1);
            CompletableFuture<Integer> running = pool.submit(PoolTasks::spin);
            CompletableFuture<List<Integer>> waiting = pool.mapAsync(item -> item, range(100));
            pool.terminate();
            pool.join();
            assertThat(running).isCancelled();
            assertThat(waiting).isCancelled();
            assertThat(pool.isTerminated()).isTrue();
            assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(PoolClosedException.class);
        }
    }

    @Test
    void shutdown_letsAllEnd() throws Exception {
        try (Multiprocessing mp = Multiprocessing.start()) {
            WorkerPool pool = mp.pool(2);
            CompletableFuture<List<Integer>> all = pool.mapAsync(item -> item, range(1000), 1);
            pool.shutdown();
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(all.get()).isEqualTo(range(1000));
        }
    }
}
