// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.Remote;
import dev.procession.multiprocessing.WorkerPool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each shared object, used by three processes at the same time. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AcrossProcessesContract {

    private static final int PROCESSES = 3;

    @TempDir
    Path directory;

    private Multiprocessing mp;
    private WorkerPool pool;

    abstract Multiprocessing start();

    @BeforeAll
    void open() {
        mp = start();
        pool = mp.pool(PROCESSES);
    }

    @AfterAll
    void close() {
        pool.close();
        mp.close();
    }

    /** What a process does, and which of them it is. */
    interface Part<R> extends Remote.Function<Integer, R> {}

    /** Has each process do its part, all at the same time. */
    private <R> List<R> each(String name, Part<R> part) throws Exception {
        List<CompletableFuture<R>> parts = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            int number = i;
            parts.add(pool.submit(() -> {
                Multiprocessing.current().barrier("begin " + name, PROCESSES).await();
                return part.apply(number);
            }));
        }
        List<R> results = new ArrayList<>();
        for (CompletableFuture<R> each : parts) {
            results.add(each.get(100, SECONDS));
        }
        return results;
    }

    @Test
    void lock_isNeverHeldTwice() throws Exception {
        String file = directory.resolve("page").toString();
        each("lock", number -> visit(file, number));
        GuardedPage page = GuardedPage.of(Path.of(file));

        assertThat(page.visits()).isEqualTo(PROCESSES * 1_000);
        assertThat(page.collisions()).isZero();
        assertThat(page.staleFences()).isZero();
    }

    private static int visit(String file, int number) throws IOException {
        GuardedPage page = GuardedPage.of(Path.of(file));
        SharedLock lock = Multiprocessing.current().lock("lock");
        for (int i = 0; i < 1_000; i++) {
            lock.lock();
            try {
                page.visit(number + 1, lock.fencingToken());
            } finally {
                lock.unlock();
            }
        }
        return 0;
    }

    @Test
    void condition_letsThemTakeTurns() throws Exception {
        each("turns", AcrossProcessesContract::takeTurns);

        assertThat(mp.<Integer>list("turns")).containsExactly(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2);
    }

    private static int takeTurns(int number) throws InterruptedException {
        SharedLock lock = Multiprocessing.current().lock("turns");
        Condition changed = lock.newCondition();
        SharedList<Integer> turns = Multiprocessing.current().list("turns");
        for (int i = 0; i < 4; i++) {
            lock.lock();
            try {
                while (turns.size() % PROCESSES != number) {
                    changed.await();
                }
                turns.add(number);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
        return 0;
    }

    @Test
    void semaphore_letsNoMoreInThanItHasPermits() throws Exception {
        List<Long> most = each("semaphore", number -> enter());

        assertThat(most).allMatch(inside -> inside >= 1 && inside <= 2);
        assertThat(mp.semaphore("semaphore", 2).availablePermits()).isEqualTo(2);
    }

    private static long enter() throws InterruptedException {
        SharedSemaphore semaphore = Multiprocessing.current().semaphore("semaphore", 2);
        SharedCounter inside = Multiprocessing.current().counter("inside");
        long most = 0;
        for (int i = 0; i < 100; i++) {
            semaphore.acquire();
            most = Math.max(most, inside.incrementAndGet());
            LockSupport.parkNanos(1_000); // so that others come in, if they can
            inside.addAndGet(-1);
            semaphore.release();
        }
        return most;
    }

    @Test
    void event_wakesAllWhoWait() throws Exception {
        assertThat(each("event", AcrossProcessesContract::setOrAwait)).containsOnly(true);
    }

    private static boolean setOrAwait(int number) throws InterruptedException {
        SharedEvent event = Multiprocessing.current().event("event");
        if (number == 0) {
            event.set();
        } else {
            event.await();
        }
        return event.isSet();
    }

    @Test
    void barrier_letsNobodyGoBeforeAllHaveCome() throws Exception {
        String file = directory.resolve("arrivals").toString();

        assertThat(each("barrier", number -> meet(file))).containsOnly(true);
    }

    private static boolean meet(String file) throws Exception {
        Tally arrivals = Tally.of(Path.of(file), 1);
        SharedBarrier barrier = Multiprocessing.current().barrier("barrier", PROCESSES);
        boolean together = true;
        for (int round = 1; round <= 20; round++) {
            arrivals.increment(0);
            barrier.await();
            together &= arrivals.get(0) == (long) PROCESSES * round;
            barrier.await();
        }
        return together;
    }

    @Test
    void counter_countsAll_andGivesNoNumberTwice() throws Exception {
        List<List<Long>> numbers = each("counter", number -> count());

        assertThat(numbers.stream().flatMap(List::stream)).doesNotHaveDuplicates();
        assertThat(mp.counter("counter").get()).isEqualTo(PROCESSES * 1_100);
    }

    private static List<Long> count() {
        SharedCounter counter = Multiprocessing.current().counter("counter");
        for (int i = 0; i < 1_000; i++) {
            counter.increment();
        }
        return Stream.generate(counter::incrementAndGet).limit(100).toList();
    }

    @Test
    void valueArrayAndMap_loseNoUpdate() throws Exception {
        mp.<Integer>value("value").set(0);
        mp.<Integer>array("array", 2).set(1, 0);
        each("updates", number -> update());

        assertThat(mp.<Integer>value("value").get()).isEqualTo(PROCESSES * 50);
        assertThat(mp.<Integer>array("array", 2).toList()).containsExactly(null, PROCESSES * 50);
        assertThat(mp.<String, Integer>map("map")).containsExactly(Map.entry("k", PROCESSES * 50));
    }

    private static int update() {
        Multiprocessing mp = Multiprocessing.current();
        for (int i = 0; i < 50; i++) {
            mp.<Integer>value("value").update(value -> value + 1);
            mp.<Integer>array("array", 2).update(1, value -> value + 1);
            mp.<String, Integer>map("map").merge("k", 1, Integer::sum);
        }
        return 0;
    }

    @Test
    void list_hasWhatEachAdded_inItsOrder() throws Exception {
        each("list", number -> add(number));
        List<Integer> all = List.copyOf(mp.<Integer>list("list"));

        for (int number = 0; number < PROCESSES; number++) {
            int first = 1_000 * number;
            assertThat(all.stream().filter(each -> each / 1_000 == first / 1_000))
                    .containsExactlyElementsOf(
                            IntStream.range(first, first + 50).boxed().toList());
        }
    }

    private static int add(int number) {
        SharedList<Integer> list = Multiprocessing.current().list("list");
        IntStream.range(0, 50).forEach(i -> list.add(1_000 * number + i));
        return 0;
    }

    @Test
    void queue_givesEachItemToOne() throws Exception {
        List<List<Integer>> taken = each("queue", AcrossProcessesContract::putOrTake);

        assertThat(taken.stream().flatMap(List::stream).filter(item -> item >= 0))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 500).boxed().toList());
    }

    private static List<Integer> putOrTake(int number) throws InterruptedException {
        SharedQueue<Integer> queue = Multiprocessing.current().queue("queue", 100);
        List<Integer> taken = new ArrayList<>();
        if (number == 0) {
            for (int i = 0; i < 500; i++) {
                queue.put(i);
            }
            queue.put(-1);
            queue.put(-1);
        } else {
            for (int item = queue.take(); item >= 0; item = queue.take()) {
                taken.add(item);
            }
        }
        return taken;
    }

    @Test
    void joinableQueue_isJoinedWhenAllIsDone() throws Exception {
        List<Long> done = each("joinable", AcrossProcessesContract::giveOrDo);

        assertThat(done.get(0)).as("done when join returned").isEqualTo(100);
        assertThat(done.get(1) + done.get(2)).isEqualTo(100);
    }

    private static long giveOrDo(int number) throws InterruptedException {
        JoinableQueue<Integer> tasks = Multiprocessing.current().joinableQueue("tasks");
        SharedCounter done = Multiprocessing.current().counter("done");
        if (number == 0) {
            IntStream.range(0, 100).forEach(tasks::put);
            tasks.join();
            long all = done.get();
            tasks.put(-1);
            tasks.put(-1);
            return all;
        }
        long own = 0;
        for (int task = tasks.take(); task >= 0; task = tasks.take()) {
            done.incrementAndGet();
            own++;
            tasks.taskDone();
        }
        tasks.taskDone();
        return own;
    }

    /** A service of which each call is counted. */
    interface Desk {
        long next();

        String nameOf(String caller);
    }

    private record Counting(SharedCounter calls) implements Desk {
        @Override
        public long next() {
            return calls.incrementAndGet();
        }

        @Override
        public String nameOf(String caller) {
            return caller + " by " + Multiprocessing.currentProcess().name();
        }
    }

    @Test
    void service_runsEachCallOnce_whereItIsServed() throws Exception {
        List<List<String>> said = each("service", AcrossProcessesContract::serveOrCall);
        String server = said.get(0).get(0);

        assertThat(said.get(1)).containsExactly("caller 1 by " + server);
        assertThat(said.get(2)).containsExactly("caller 2 by " + server);
        assertThat(mp.counter("calls").get()).isEqualTo(2 * 100);
    }

    private static List<String> serveOrCall(int number) throws Exception {
        Multiprocessing mp = Multiprocessing.current();
        SharedBarrier end = mp.barrier("end of service", PROCESSES);
        if (number == 0) {
            try (ServiceRegistration unused = mp.serve("desk", Desk.class, new Counting(mp.counter("calls")))) {
                end.await();
            }
            return List.of(Multiprocessing.currentProcess().name());
        }
        Desk desk = mp.service("desk", Desk.class);
        for (int i = 0; i < 100; i++) {
            desk.next();
        }
        List<String> said = List.of(desk.nameOf("caller " + number));
        end.await();
        return said;
    }

    @Test
    void pipe_carriesBothWays_untilItsEnd() throws Exception {
        List<Integer> sums = each("pipe", AcrossProcessesContract::talk);

        assertThat(sums).containsExactly(4_950, 9_900, 0);
    }

    private static int talk(int number) throws InterruptedException {
        Pipe<Integer> pipe = Multiprocessing.current().pipe("talk");
        int sum = 0;
        if (number == 0) {
            try (Connection<Integer> end = pipe.first()) {
                for (int i = 0; i < 100; i++) {
                    end.send(i);
                    sum += Objects.requireNonNull(end.receive()) / 2;
                }
            }
        } else if (number == 1) {
            try (Connection<Integer> end = pipe.second()) {
                while (true) {
                    int doubled = 2 * end.receive();
                    sum += doubled;
                    end.send(doubled);
                }
            } catch (EndOfPipeException e) {
                return sum;
            }
        }
        return sum;
    }
}
