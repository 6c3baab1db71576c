// SPDX-License-Identifier: Apache-2.0
import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.Remote;
import dev.procession.multiprocessing.WorkerPool;
import java.io.Serializable;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The same work with the shared objects of several libraries, in turn, in two processes beside this one. */
public final class PeersBenchmark {

    private static final List<String> PEERS = List.of("Redisson", "Hazelcast", "Procession");
    private static final int ROUNDS = 7;
    private static final int THREADS = 8;
    private static final int KEYS = 1_000;
    private static final long SPAN_NANOS = 1_000_000_000L;

    private interface Step {
        void take() throws Exception;
    }

    private interface Work {
        double rate(String peer) throws Exception;
    }

    /** What one process has done: how often, and how often it was given what the other had. */
    private record Part(long pid, long steps, long handOvers) implements Serializable {
        static Part of(long steps, long handOvers) {
            return new Part(ProcessHandle.current().pid(), steps, handOvers);
        }
    }

    private PeersBenchmark() {}

    private static long countSpan(Step step) throws Exception {
        long end = System.nanoTime() + SPAN_NANOS;
        long count = 0;
        while (System.nanoTime() < end) {
            step.take();
            count++;
        }
        return count;
    }

    private static long countSpan(int threads, Step step) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Long>> loops = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                loops.add(() -> countSpan(step));
            }
            long sum = 0;
            for (Future<Long> loop : executor.invokeAll(loops)) {
                sum += loop.get();
            }
            return sum;
        } finally {
            executor.shutdown();
        }
    }

    private static Part add(String peer) throws Exception {
        LongSupplier counter = Peer.of(peer).counter();
        return Part.of(countSpan(THREADS, counter::getAsLong), 0);
    }

    private static Part put(String peer) throws Exception {
        ConcurrentMap<String, byte[]> map = Peer.of(peer).map();
        byte[] value = new byte[100];
        return Part.of(
                countSpan(THREADS, () -> map.put("key" + ThreadLocalRandom.current().nextInt(KEYS), value)), 0);
    }

    // A page that both have in memory says who had the lock last. It is written under the lock only.
    private static Part lock(Peer.Guard guard, int threads, String page) throws Exception {
        long self = ProcessHandle.current().pid();
        AtomicLong handOvers = new AtomicLong();
        try (FileChannel file = FileChannel.open(Path.of(page), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer last = file.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
            long steps = countSpan(threads, () -> {
                guard.lock().run();
                if (last.getLong(0) != self) {
                    last.putLong(0, self);
                    handOvers.incrementAndGet();
                }
                guard.unlock().run();
            });
            return Part.of(steps, handOvers.get());
        }
    }

    private static long produce(String peer, int count) throws Exception {
        BlockingQueue<byte[]> queue = Peer.of(peer).queue();
        byte[] item = new byte[100];
        for (int i = 0; i < count; i++) {
            queue.put(item);
        }
        return count;
    }

    private static long consumeNanos(String peer, int count) throws Exception {
        BlockingQueue<byte[]> queue = Peer.of(peer).queue();
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            queue.take();
        }
        return System.nanoTime() - begin;
    }

    private static double items(WorkerPool pool, String peer) throws Exception {
        int count = peer.equals("Procession") ? 100_000 : 5_000;
        Future<Long> consumed = pool.submit(() -> consumeNanos(peer, count));
        Future<Long> produced = pool.submit(() -> produce(peer, count));
        produced.get();
        return count * 1e9 / consumed.get();
    }

    private static Part both(WorkerPool pool, Remote.Call<Part> loop) throws Exception {
        Future<Part> first = pool.submit(loop);
        Future<Part> second = pool.submit(loop);
        Part one = first.get();
        Part other = second.get();
        if (one.pid() == other.pid()) {
            throw new IllegalStateException("both were done by process " + one.pid());
        }
        return Part.of(one.steps() + other.steps(), one.handOvers() + other.handOvers());
    }

    private static Part locked(WorkerPool pool, int threads, Remote.Call<Peer.Guard> guard) throws Exception {
        Path page = Files.createTempFile("lock", "page");
        try {
            Files.write(page, new byte[Long.BYTES]);
            String name = page.toString();
            return both(pool, () -> lock(guard.call(), threads, name));
        } finally {
            Files.delete(page);
        }
    }

    private static void measure(String name, Work work) throws Exception {
        Map<String, double[]> rates = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (String peer : PEERS) {
                rates.computeIfAbsent(peer, key -> new double[ROUNDS])[round] = work.rate(peer);
            }
        }
        StringBuilder line = new StringBuilder(name);
        rates.forEach((peer, all) -> {
            double first = all[0];
            Arrays.sort(all);
            line.append(String.format("\t%s %.0f (first %.0f)", peer, all[ROUNDS / 2], first));
        });
        System.out.println(line);
    }

    public static void main(String[] args) throws Exception {
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(2)) {
            measure("lock and unlock, one thread in each", peer -> locked(pool, 1, () -> Peer.of(peer).lock())
                    .steps());
            measure("hand-overs, two threads in each", peer -> locked(pool, 2, () -> Peer.of(peer).lock())
                    .handOvers());
            measure("hand-overs, two threads in each, fair lock", peer -> locked(
                            pool, 2, () -> Peer.of(peer).fairLock())
                    .handOvers());
            measure("add and get, eight threads in each", peer -> both(pool, () -> add(peer))
                    .steps());
            measure("queue, items of 100 B", peer -> items(pool, peer));
            measure("map, put of 100 B, eight threads in each", peer -> both(pool, () -> put(peer))
                    .steps());
        }
    }
}
