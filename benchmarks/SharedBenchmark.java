// SPDX-License-Identifier: Apache-2.0
import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.Remote;
import dev.procession.multiprocessing.WorkerPool;
import dev.procession.multiprocessing.shared.Connection;
import dev.procession.multiprocessing.shared.Pipe;
import dev.procession.multiprocessing.shared.SharedCounter;
import dev.procession.multiprocessing.shared.SharedLock;
import dev.procession.multiprocessing.shared.SharedQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same work as in shared.py, with two processes beside this one: queues, pipes, locks, counters and services. */
public final class SharedBenchmark {

    private static final int ITEMS = 100_000;
    private static final int ROUND_TRIPS = 2_000;
    private static final int EXCHANGES = 20_000;
    private static final int ADDITIONS = 1_000_000;
    private static final int THREADS = 8;
    private static final int IN_FLIGHT = 64;
    private static final long SPAN_NANOS = 1_000_000_000L;

    private interface Step {
        void take() throws Exception;
    }

    private static int produce() throws Exception {
        SharedQueue<byte[]> queue = Multiprocessing.current().queue("items");
        byte[] item = new byte[100];
        for (int i = 0; i < ITEMS; i++) {
            queue.put(item);
        }
        return ITEMS;
    }

    private static int answer() throws Exception {
        SharedQueue<Integer> questions = Multiprocessing.current().queue("questions");
        SharedQueue<Integer> answers = Multiprocessing.current().queue("answers");
        for (int i = 0; i < ROUND_TRIPS; i++) {
            answers.put(questions.take());
        }
        return ROUND_TRIPS;
    }

    private static long countSpan(Step step) throws Exception {
        long end = System.nanoTime() + SPAN_NANOS;
        long count = 0;
        while (System.nanoTime() < end) {
            step.take();
            count++;
        }
        return count;
    }

    private static long lockForASpan() throws Exception {
        SharedLock lock = Multiprocessing.current().lock("contended");
        return countSpan(() -> {
            lock.lock();
            lock.unlock();
        });
    }

    private static int add() {
        SharedCounter counter = Multiprocessing.current().counter("added");
        for (int i = 0; i < ADDITIONS; i++) {
            counter.add(1);
        }
        counter.flush();
        return ADDITIONS;
    }

    private static long addAndGetForASpan() throws Exception {
        SharedCounter counter = Multiprocessing.current().counter("numbered");
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Long>> loops = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                loops.add(() -> countSpan(() -> counter.addAndGet(1)));
            }
            long sum = 0;
            for (Future<Long> loop : threads.invokeAll(loops)) {
                sum += loop.get();
            }
            return sum;
        } finally {
            threads.shutdown();
        }
    }

    private static void queues(Multiprocessing mp, WorkerPool pool) throws Exception {
        SharedQueue<byte[]> items = mp.queue("items");
        Rounds.measure("queue, 100,000 items of 100 B", ITEMS, () -> {
            Future<Integer> producer = pool.submit(SharedBenchmark::produce);
            for (int i = 0; i < ITEMS; i++) {
                items.take();
            }
            producer.get();
        });
        SharedQueue<Integer> questions = mp.queue("questions");
        SharedQueue<Integer> answers = mp.queue("answers");
        Rounds.millis("queue, one item there", () -> {
            Future<Integer> answering = pool.submit(SharedBenchmark::answer);
            long begin = System.nanoTime();
            for (int i = 0; i < ROUND_TRIPS; i++) {
                questions.put(i);
                answers.take();
            }
            long nanos = System.nanoTime() - begin;
            answering.get();
            return nanos / 1e6 / ROUND_TRIPS / 2;
        });
    }

    private static int echo(Connection<Integer> end) throws InterruptedException {
        int last = 0;
        while (last < EXCHANGES) {
            last = end.receive();
            end.send(last);
        }
        end.close();
        return last;
    }

    private static double exchanges(Multiprocessing mp, WorkerPool pool) throws Exception {
        Pipe<Integer> pipe = mp.pipe();
        Future<Integer> echoing = pool.submit(SharedBenchmark::echo, pipe.second());
        try (Connection<Integer> end = pipe.first()) {
            end.send(0);
            end.receive();
            long begin = System.nanoTime();
            for (int i = 1; i <= EXCHANGES; i++) {
                end.send(i);
                end.receive();
            }
            double rate = EXCHANGES * 1e9 / (System.nanoTime() - begin);
            echoing.get();
            return rate;
        }
    }

    // In Python, too, the processes are there before the time is taken.
    private static void begin(WorkerPool pool) throws Exception {
        Future<Integer> one = pool.submit(() -> 1);
        Future<Integer> other = pool.submit(() -> 1);
        one.get();
        other.get();
    }

    private static double both(WorkerPool pool, Remote.Call<Long> loop) throws Exception {
        Future<Long> one = pool.submit(loop);
        Future<Long> other = pool.submit(loop);
        return (one.get() + other.get()) * 1e9 / SPAN_NANOS;
    }

    private static void locks(Multiprocessing mp, WorkerPool pool) throws Exception {
        SharedLock own = mp.lock("own");
        Rounds.rates("lock and unlock, nobody else asks", () -> countSpan(() -> {
            own.lock();
            own.unlock();
        }));
        Rounds.rates("lock and unlock, two processes", () -> both(pool, SharedBenchmark::lockForASpan));
    }

    private static void counters(WorkerPool pool) throws Exception {
        Rounds.measure("add, two processes", 2 * ADDITIONS, () -> {
            Future<Integer> one = pool.submit(SharedBenchmark::add);
            Future<Integer> other = pool.submit(SharedBenchmark::add);
            one.get();
            other.get();
        });
        Rounds.rates("add and get, two processes", () -> both(pool, SharedBenchmark::addAndGetForASpan));
    }

    /** What is called in another process. */
    interface Echo {
        int now(int number);

        CompletableFuture<Integer> later(int number);
    }

    private record EchoOfThisJvm() implements Echo {
        @Override
        public int now(int number) {
            return number;
        }

        @Override
        public CompletableFuture<Integer> later(int number) {
            return CompletableFuture.completedFuture(number);
        }
    }

    private static String serve() {
        return Multiprocessing.current()
                .serve("echo", Echo.class, new EchoOfThisJvm(), THREADS)
                .toString();
    }

    private static double callsInFlight(Echo echo) throws Exception {
        ArrayDeque<CompletableFuture<Integer>> underWay = new ArrayDeque<>();
        long calls = countSpan(() -> {
            underWay.add(echo.later(underWay.size()));
            if (underWay.size() == IN_FLIGHT) {
                underWay.remove().get();
            }
        });
        for (CompletableFuture<Integer> each : underWay) {
            each.get();
        }
        return calls;
    }

    private static void services(Multiprocessing mp, WorkerPool pool) throws Exception {
        pool.submit(SharedBenchmark::serve).get();
        Echo echo = mp.service("echo", Echo.class);
        Rounds.rates("service, calls one after the other", () -> countSpan(() -> echo.now(1)));
        Rounds.rates("service, 64 calls in flight", () -> callsInFlight(echo));
    }

    public static void main(String[] args) throws Exception {
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(2)) {
            begin(pool);
            queues(mp, pool);
            Rounds.rates("pipe, there and back", () -> exchanges(mp, pool));
            locks(mp, pool);
            counters(pool);
            services(mp, pool);
        }
    }
}
