// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.multiprocessing.shared.Connection;
import dev.procession.multiprocessing.shared.EndOfPipeException;
import dev.procession.multiprocessing.shared.Idempotent;
import dev.procession.multiprocessing.shared.JoinableQueue;
import dev.procession.multiprocessing.shared.Pipe;
import dev.procession.multiprocessing.shared.ServerTerminatedException;
import dev.procession.multiprocessing.shared.ServiceRegistration;
import dev.procession.multiprocessing.shared.SharedBarrier;
import dev.procession.multiprocessing.shared.SharedLock;
import dev.procession.multiprocessing.shared.SharedQueue;
import dev.procession.multiprocessing.shared.SharedSemaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

/** Processes that are threads; and what becomes of what they held. */
class ThreadProcessTest extends ProcessContract {

    /** Of all processes: they have one memory. */
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    @Override
    Multiprocessing start() {
        return Multiprocessing.inThreads();
    }

    @Test
    void inThreads_startsNothing() throws Exception {
        long children = ProcessHandle.current().children().count();
        try (Multiprocessing mp = start();
                WorkerPool pool = mp.pool(2)) {
            ChildProcess child = mp.process(
                            () -> Multiprocessing.current().counter("c").increment())
                    .start();
            child.join();
            assertThat(mp.counter("c").get()).isOne();
            assertThat(pool.apply(() -> 1)).isOne();
            assertThat(child.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(ProcessHandle.current().children().count()).isEqualTo(children);
        }
    }

    @Test
    void arguments_areCopies() throws Exception {
        try (Multiprocessing mp = start()) {
            List<String> list = new ArrayList<>(List.of("a"));
            mp.process((List<String> copy) -> copy.add("b"), list).start().join();
            assertThat(list).containsExactly("a");
        }
    }

    @Test
    void kill_isRefused() throws Exception {
        try (Multiprocessing mp = start()) {
            ChildProcess child = mp.process(() -> NEVER.await()).start();
            assertThatThrownBy(child::kill)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining(child.name())
                    .hasMessageContaining("terminate() interrupts it");
            child.terminate();
        }
    }

    @Test
    void memoryLimit_isRefused() {
        try (Multiprocessing mp = start()) {
            assertThatThrownBy(() -> mp.pool(PoolSettings.of(1).memoryPerWorker(1_000_000)))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("memory");
        }
    }

    @Test
    void lock_ofAProcessThatFails_isFree() throws Exception {
        try (Output output = new Output();
                Multiprocessing mp = start()) {
            SharedLock lock = mp.lock("x");
            ChildProcess child =
                    mp.process(ThreadProcessTest::lockAndFail, lock).start();
            child.join();
            assertThat(child.exitCode()).hasValue(1);
            assertThat(lock.tryLock()).isTrue();
            lock.unlock();
            assertThat(output.errors()).contains("with the lock");
        }
    }

    @SuppressWarnings("LockNotBeforeTry") // that is what is tested
    private static void lockAndFail(SharedLock lock) {
        lock.lock();
        throw new IllegalStateException("with the lock");
    }

    @Test
    void whatAProcessHeld_whenItIsTerminated_goesToOthers() throws Exception {
        try (Multiprocessing mp = start()) {
            SharedSemaphore permits = mp.semaphore("s", 1);
            JoinableQueue<String> tasks = mp.joinableQueue("j");
            SharedBarrier barrier = mp.barrier("b", 2);
            SharedQueue<String> ready = mp.queue("ready");
            tasks.put("task");
            ChildProcess child = mp.process(ThreadProcessTest::holdAll, ready).start();
            assertThat(ready.take()).isEqualTo("ready");
            assertThat(permits.tryAcquire()).isFalse();
            assertThat(tasks.poll()).isNull();

            child.terminate();
            child.join();

            assertThat(permits.tryAcquire()).isTrue();
            assertThat(tasks.poll()).isEqualTo("task");
            tasks.taskDone();
            assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
        }
    }

    private static void holdAll(SharedQueue<String> ready) throws Exception {
        Multiprocessing mp = Multiprocessing.current();
        mp.semaphore("s", 1).acquire();
        String unused = mp.<String>joinableQueue("j").take();
        SharedBarrier member = mp.barrier("b", 2);
        ready.put("ready");
        NEVER.await();
        member.await();
    }

    @Test
    void pipe_whoseProcessHasEnded_isAtItsEnd() throws Exception {
        try (Multiprocessing mp = start()) {
            Pipe<String> pipe = mp.pipe();
            mp.process(ThreadProcessTest::say, pipe.second()).start();
            assertThat(pipe.first().receive()).isEqualTo("hello");
            assertThatThrownBy(() -> pipe.first().receive()).isInstanceOf(EndOfPipeException.class);
        }
    }

    private static void say(Connection<String> connection) throws InterruptedException {
        connection.send("hello");
    }

    /** What a process does for others. */
    interface Inn {
        String say(List<String> words);

        @Idempotent
        String stay() throws InterruptedException;
    }

    private record ThreadInn(SharedQueue<String> guests) implements Inn {
        @Override
        public String say(List<String> words) {
            words.add(name());
            return String.join(" ", words);
        }

        @Override
        public String stay() throws InterruptedException {
            guests.put(name());
            NEVER.await();
            return "";
        }
    }

    private static void keepInn(SharedQueue<String> guests) throws InterruptedException {
        ServiceRegistration unused = Multiprocessing.current().serve("inn", Inn.class, new ThreadInn(guests));
        NEVER.await();
    }

    @Test
    void service_ofAProcess_runsThereOnCopies() throws Exception {
        try (Multiprocessing mp = start()) {
            ChildProcess keeper = mp.process(ThreadProcessTest::keepInn, mp.<String>queue("guests"))
                    .start();
            List<String> words = new ArrayList<>(List.of("said", "by"));

            assertThat(mp.service("inn", Inn.class).say(words)).isEqualTo("said by " + keeper.name());
            assertThat(words).containsExactly("said", "by");
            keeper.terminate();
        }
    }

    @Test
    void callOfAService_whoseProcessIsTerminated_isRunByAnother_andFailsWhenNoneIsLeft() throws Exception {
        try (Multiprocessing mp = start()) {
            SharedQueue<String> guests = mp.queue("guests");
            Inn inn = mp.service("inn", Inn.class, Duration.ofMinutes(1));
            ChildProcess first = mp.process(ThreadProcessTest::keepInn, guests).start();
            CompletableFuture<String> staying = CompletableFuture.supplyAsync(() -> stay(inn));
            assertThat(guests.take()).isEqualTo(first.name());
            ChildProcess second = mp.process(ThreadProcessTest::keepInn, guests).start();

            first.terminate();
            assertThat(guests.take()).isEqualTo(second.name());
            first.join();
            assertThat(first.exitCode()).hasValue(-15);
            ChildProcess third = mp.process(ThreadProcessTest::keepInn, guests).start();
            second.terminate();
            assertThat(guests.take()).isEqualTo(third.name());
            third.terminate();

            assertThat(staying)
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .havingRootCause()
                    .isInstanceOf(ServerTerminatedException.class)
                    .withMessageContaining("Inn.stay of service 'inn'");
        }
    }

    private static String stay(Inn inn) {
        try {
            return inn.stay();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void threads_thatTheCodeStarts_belongToTheProcess() throws Exception {
        try (Output output = new Output();
                Multiprocessing mp = start()) {
            ChildProcess child = mp.process(ThreadProcessTest::leaveAThread).start();
            child.join();
            assertThat(output.lines()).as("what the process waited for").containsExactly("MainProcess", child.name());
        }
    }

    private static void leaveAThread() throws InterruptedException {
        CountDownLatch said = new CountDownLatch(1);
        ForkJoinPool.commonPool().execute(() -> {
            System.out.println(name());
            said.countDown();
        });
        said.await();
        new Thread(() -> System.out.println(name())).start();
    }

    private static String name() {
        return Multiprocessing.currentProcess().name();
    }

    @Test
    void pool_whoseTaskHeedsNoInterrupt_endsWhenTheTaskDoes() throws Exception {
        try (Multiprocessing mp = start()) {
            WorkerPool pool = mp.pool(1);
            SharedQueue<String> events = mp.queue("events");
            CompletableFuture<Integer> running = pool.submit(() -> runOn(events));
            assertThat(events.take()).isEqualTo("begun");
            pool.terminate();
            assertThat(running).isCancelled();
            assertThat(pool.isTerminated()).isFalse();
            mp.event("end").set();
            pool.join();
            assertThat(pool.isTerminated()).isTrue();
        }
    }

    private static int runOn(SharedQueue<String> events) throws InterruptedException {
        events.put("begun");
        while (!Multiprocessing.current().event("end").isSet()) {
            Thread.onSpinWait();
        }
        return 1;
    }

    @Test
    void initializer_thatFails_breaksThePool() {
        try (Multiprocessing mp = start()) {
            WorkerPool pool = mp.pool(PoolSettings.of(1).initializer(ThreadProcessTest::refuse));
            assertThatThrownBy(() -> pool.apply(() -> 1))
                    .isInstanceOf(PoolBrokenException.class)
                    .hasStackTraceContaining("no work");
        }
    }

    private static void refuse() {
        throw new IllegalStateException("no work");
    }

    @Test
    void tasksPerWorker_reachedByOneAfterTheOther_replacesEach() {
        try (Multiprocessing mp = start();
                WorkerPool pool = mp.pool(PoolSettings.of(1).tasksPerWorker(1))) {
            List<String> names = pool.map(item -> name(), Collections.nCopies(1_000, 1), 1);
            assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.startsWith("PoolWorker-"));
        }
    }
}
