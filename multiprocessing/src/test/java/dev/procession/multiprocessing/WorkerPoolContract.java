// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static dev.procession.multiprocessing.PoolTasks.PATIENCE;
import static dev.procession.multiprocessing.PoolTasks.await;
import static dev.procession.multiprocessing.PoolTasks.awaitFile;
import static dev.procession.multiprocessing.PoolTasks.half;
import static dev.procession.multiprocessing.PoolTasks.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.ObjectSerializationException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a pool does with tasks and items, and what comes back. */
@Timeout(180)
abstract class WorkerPoolContract {

    abstract Multiprocessing start();

    /** So many workers, where this pool has them. */
    PoolSettings workers(int count) {
        return PoolSettings.of(count);
    }

    @TempDir
    private Path directory;

    @AfterEach
    void nothingIsLeft() {
        Leftovers.assertNone();
    }

    @Test
    void map_keepsOrderForAnyChunkSize() {
        List<Integer> items = range(10_000);
        List<Integer> squares = items.stream().map(item -> item * item).toList();
        try (Multiprocessing mp = start();
                WorkerPool pool = mp.pool(workers(2))) {
            assertThat(pool.map(item -> item * item, items)).isEqualTo(squares);
            assertThat(pool.map(item -> item * item, items, 1)).isEqualTo(squares);
            assertThat(pool.map(item -> item * item, items, 7)).isEqualTo(squares);
            assertThat(pool.map(item -> item * item, items, 100_000)).isEqualTo(squares);
            assertThat(pool.map(item -> item, List.of())).isEmpty();
        }
    }

    @Test
    void values_ofAllKinds_travel() {
        record Point(int x, List<String> names) implements Serializable {}
        List<Object> values = new ArrayList<>(List.of(
                1,
                2L,
                3.0,
                "four",
                true,
                new byte[] {5},
                'c',
                List.of(6, "7"),
                Map.of("k", 8),
                new Point(9, List.of("ten"))));
        values.add(null);
        try (Multiprocessing mp = start();
                WorkerPool pool = mp.pool(workers(1))) {
            assertThat(pool.map(value -> value, values, 1))
                    .usingRecursiveComparison()
                    .isEqualTo(values);
            assertThat(pool.map(value -> value, values, 100))
                    .usingRecursiveComparison()
                    .isEqualTo(values);
            List<Object> nulls = pool.map(value -> null, List.of(1, 2));
            assertThat(nulls).containsExactly(null, null);
        }
    }

    @Test
    void submit_lambdaThatCaptures_takesTheValuesAlong() throws Exception {
        try (Multiprocessing mp = start();
                WorkerPool pool = mp.pool(workers(2))) {
            List<CompletableFuture<String>> futures = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int number = i;
                String text = "t" + i;
                futures.add(pool.submit(() -> text + number));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(futures.get(i).get()).isEqualTo("t" + i + i);
            }
            assertThat(pool.submit(PoolTasks::half, 8).get()).isEqualTo(4);
            assertThat(pool.apply(PoolTasks::half, 8)).isEqualTo(4);
            assertThat(pool.apply(() -> "called")).isEqualTo("called");
            assertThat(pool.submit(() -> {}).get()).isNull();
            assertThat(pool.starmap((Integer a, Integer b) -> a * b, List.of(Map.entry(2, 3), Map.entry(4, 5))))
                    .containsExactly(6, 20);
        }
    }

    @Test
    void failure_arrivesWithItsStackTrace() {
        try (Multiprocessing mp = start();
                WorkerPool pool = mp.pool(workers(1))) {
            assertThatThrownBy(() -> pool.map(PoolTasks::half, range(10)))
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining("java.io.IOException: 1 is odd (thrown in PoolWorker-")
                    .hasStackTraceContaining("at " + PoolTasks.class.getName() + ".half(");
            assertThatThrownBy(() -> pool.submit(PoolTasks::half, 3).get())
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(RemoteTaskException.class);
            assertThat(pool.apply(PoolTasks::half, 2)).isOne();
        }
    }

    @Test
    void whatCannotTravel_isRefusedByName() {
        try (Multiprocessing mp = start();
                WorkerPool pool = mp.pool(workers(1))) {
            Object odd = new Object();
            assertThatThrownBy(() -> pool.submit(() -> odd.toString()))
                    .isInstanceOf(ObjectSerializationException.class)
                    .hasMessageContaining("class java.lang.Object is not serialisable");
            assertThatThrownBy(() -> pool.map(item -> item, List.of(odd)))
                    .isInstanceOf(ObjectSerializationException.class)
                    .hasMessageContaining("class java.lang.Object is not serialisable");
            assertThatThrownBy(() -> pool.map(item -> new Object(), List.of(1)))
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining("class java.lang.Object is not serialisable");
            Runnable plain = () -> {};
            assertThatThrownBy(() -> pool.submit(plain))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("declare it as Remote.Task");
            assertThat(pool.apply(() -> 1)).isOne();
        }
    }

    @Test
    void codeOfAMap_forgottenWhileAWorkerBegins_keepsThatOneFromNothing() throws Exception {
        String first = directory.resolve("first").toString();
        String go = directory.resolve("go").toString();
        int summand = 1;
        try (Multiprocessing mp = start();
                WorkerPool pool = mp.pool(workers(2).initializer(() -> awaitFileUnlessFirst(first, go)))) {
            assertThat(pool.map(item -> item + summand, List.of(1))).containsExactly(2);
            Files.createFile(Path.of(go));
            String met = Files.createDirectory(directory.resolve("met")).toString();
            List<CompletableFuture<Integer>> both =
                    List.of(pool.submit(() -> meetTheOther(met)), pool.submit(() -> meetTheOther(met)));
            for (CompletableFuture<Integer> each : both) {
                assertThat(each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(2);
            }
        }
    }

    private static void awaitFileUnlessFirst(String first, String file) {
        try {
            Files.createFile(Path.of(first));
        } catch (FileAlreadyExistsException e) {
            int unused = awaitFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int meetTheOther(String directory) throws IOException {
        Files.createFile(Path.of(directory, Multiprocessing.currentProcess().name()));
        await().until(() -> Path.of(directory).toFile().list().length == 2);
        return Path.of(directory).toFile().list().length;
    }

    @Test
    void shortTasksBehindALongOne_goToTheOther() throws Exception {
        String file = directory.resolve("go").toString();
        try (Multiprocessing mp = start();
                WorkerPool pool = mp.pool(workers(2))) {
            pool.map(item -> item, range(1000), 1); // so that the pool takes tasks for short ones
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int number = i;
                futures.add(pool.submit(() -> number == 20 ? awaitFile(file) : number));
            }
            for (int i = 0; i < 200; i++) {
                if (i != 20) {
                    assertThat(futures.get(i).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                            .isEqualTo(i);
                }
            }
            Files.createFile(Path.of(file));
            assertThat(futures.get(20).get()).isEqualTo(-1);
        }
    }

    @Test
    void imap_takesNoMoreThanAFewAhead_inOrder() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Iterable<Integer> endless = () -> IntStream.iterate(0, i -> i + 1)
                .peek(i -> asked.incrementAndGet())
                .iterator();
        try (Multiprocessing mp = start();
                WorkerPool pool = mp.pool(workers(2));
                WorkerPool.Results<Integer> results = pool.imap(item -> 2 * item, endless, 1)) {
            for (int i = 0; i < 100; i++) {
                assertThat(results.next()).isEqualTo(2 * i);
                assertThat(asked.get()).isLessThan(i + 20);
            }
        }
    }

    @Test
    void imapUnordered_hasAllResults_failuresWhereTheyAreTaken() {
        try (Multiprocessing mp = start();
                WorkerPool pool = mp.pool(workers(2))) {
            Collection<Integer> all =
                    pool.imapUnordered(item -> 2 * item, range(1000)).remaining();
            assertThat(all)
                    .containsExactlyInAnyOrderElementsOf(
                            range(1000).stream().map(i -> 2 * i).toList());

            WorkerPool.Results<Integer> some = pool.imap(PoolTasks::half, List.of(2, 3, 4), 1);
            assertThat(some.next()).isOne();
            assertThatThrownBy(some::next).isInstanceOf(RemoteTaskException.class);
            assertThat(some.next()).isEqualTo(2);
            assertThat(some.hasNext()).isFalse();
            assertThatThrownBy(some::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void next_withTimeLimit_canBeAskedAgain() throws Exception {
        String file = directory.resolve("go").toString();
        try (Multiprocessing mp = start();
                WorkerPool pool = mp.pool(workers(1));
                WorkerPool.Results<Integer> results = pool.imap(PoolTasks::awaitFile, List.of(file))) {
            assertThatThrownBy(() -> results.next(Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);
            Files.createFile(Path.of(file));
            assertThat(results.next(PATIENCE)).isEqualTo(-1);
        }
    }

    @Test
    void progress_isToldToTheEnd() {
        Set<Long> told = ConcurrentHashMap.newKeySet();
        PoolSettings settings = workers(1).progress((done, all) -> {
            assertThat(all).isEqualTo(100);
            told.add(done);
        });
        try (Multiprocessing mp = start();
                WorkerPool pool = mp.pool(settings)) {
            pool.map(item -> item, range(100), 10);
            assertThat(told).containsExactlyInAnyOrder(10L, 20L, 30L, 40L, 50L, 60L, 70L, 80L, 90L, 100L);
        }
    }

    @Test
    void invokeAllAndAny_asOtherExecutors() throws Exception {
        try (Multiprocessing mp = start();
                WorkerPool pool = mp.pool(workers(2))) {
            List<Remote.Call<Integer>> calls = List.of(() -> 1, () -> half(3), () -> 2);
            assertThat(pool.invokeAll(calls))
                    .extracting(future -> ((CompletableFuture<Integer>) future).isCompletedExceptionally())
                    .containsExactly(false, true, false);
            assertThat(pool.invokeAny(calls)).isIn(1, 2);
        }
    }

    @Test
    void output_ofATask_appearsBeforeItsResult() {
        try (Output output = new Output();
                Multiprocessing mp = start();
                WorkerPool pool = mp.pool(workers(2))) {
            for (int i = 0; i < 50; i++) {
                int number = i;
                pool.apply(() -> {
                    System.out.println("line " + number);
                    return 0;
                });
                assertThat(output.lines()).endsWith("line " + number);
            }
        }
    }

    @Test
    void cancel_interruptsWhatRuns_andDropsWhatWaits() throws Exception {
        String file = directory.resolve("interrupted").toString();
        try (Multiprocessing mp = start();
                WorkerPool pool = mp.pool(workers(1))) {
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
        try (Multiprocessing mp = start();
                WorkerPool pool = mp.pool(workers(1).maxInFlight(2))) {
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
    void shutdown_letsAllEnd() throws Exception {
        try (Multiprocessing mp = start()) {
            WorkerPool pool = mp.pool(workers(2));
            CompletableFuture<List<Integer>> all = pool.mapAsync(item -> item, range(1000), 1);
            pool.shutdown();
            assertThat(pool.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(all.get()).isEqualTo(range(1000));
        }
    }
}
