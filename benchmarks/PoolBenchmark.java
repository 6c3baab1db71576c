// SPDX-License-Identifier: Apache-2.0
import dev.procession.multiprocessing.ChildProcess;
import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.MultiprocessingSettings;
import dev.procession.multiprocessing.PoolSettings;
import dev.procession.multiprocessing.WorkerPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** The same work as in pools.py: prints one line a measurement, its name and the median, with the first time apart. */
public final class PoolBenchmark {

    private static int square(int x) {
        return x * x;
    }

    static void pools(Multiprocessing mp, PoolSettings settings) throws Exception {
        List<Integer> million = IntStream.range(0, 1_000_000).boxed().toList();
        List<Integer> some = million.subList(0, 20_000);
        try (WorkerPool pool = mp.pool(settings)) {
            pool.apply(() -> 0);
            Rounds.measure("map of 1,000,000 squares", 1_000_000, () -> pool.map(PoolBenchmark::square, million));
            Rounds.measure("map of 20,000, chunk size 1", 20_000, () -> pool.map(PoolBenchmark::square, some, 1));
            Rounds.measure("submit of 5,000", 5_000, () -> submit(pool));
            Rounds.measure("5,000 calls one after the other", 5_000, () -> {
                for (int i = 0; i < 5_000; i++) {
                    pool.apply(PoolBenchmark::square, i);
                }
            });
        }
    }

    private static void submit(WorkerPool pool) throws Exception {
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            int number = i;
            futures.add(pool.submit(() -> number * number));
        }
        for (Future<Integer> future : futures) {
            future.get();
        }
    }

    private static void note(String file) throws Exception {
        Files.writeString(Path.of(file), Long.toString(System.nanoTime()));
    }

    /** Milliseconds from start() to the first instruction: the clock is the same in all processes of a machine. */
    private static void starts(String name, int standby) throws Exception {
        Path file = Files.createTempFile("start", null);
        String path = file.toString();
        try (Multiprocessing mp = Multiprocessing.start(MultiprocessingSettings.defaults().standby(standby))) {
            Rounds.millis(name, () -> {
                Thread.sleep(standby == 0 ? 0 : 2000); // until the next waits
                ChildProcess child = mp.process(PoolBenchmark::note, path);
                long begin = System.nanoTime();
                child.start().join();
                return (Long.parseLong(Files.readString(file)) - begin) / 1e6;
            });
        }
        Files.delete(file);
    }

    public static void main(String[] args) throws Exception {
        try (Multiprocessing mp = Multiprocessing.start()) {
            pools(mp, PoolSettings.of(2));
        }
        starts("process start, cold", 0);
        starts("process start, one in waiting", 1);
    }
}
