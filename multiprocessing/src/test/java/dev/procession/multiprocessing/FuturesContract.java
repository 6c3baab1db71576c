// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.multiprocessing.Futures.Until;
import dev.procession.multiprocessing.Futures.Waited;
import dev.procession.multiprocessing.shared.ServiceRegistration;
import dev.procession.multiprocessing.shared.SharedQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What waiting for the futures of a pool comes to, however they end. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FuturesContract {

    private static final Duration SOON = Duration.ofMillis(200);

    Multiprocessing mp;
    WorkerPool pool;

    abstract Multiprocessing start();

    @BeforeAll
    void open() {
        mp = start();
        pool = mp.pool(3);
        List<CompletableFuture<Integer>> begun = List.of(
                pool.submit(FuturesContract::meet),
                pool.submit(FuturesContract::meet),
                pool.submit(FuturesContract::meet));
        begun.forEach(CompletableFuture::join);
    }

    /** Has each worker use what is shared, which takes a process a while the first time. */
    private static int meet() throws Exception {
        return Multiprocessing.current().barrier("begin", 3).await();
    }

    @AfterAll
    void close() {
        pool.terminate(); // tasks that a test has left behind when it failed
        mp.close();
        Leftovers.assertNone();
    }

    /** A task that waits for this event, and results in its name. */
    CompletableFuture<String> awaiting(String event) {
        return pool.submit(() -> await(event));
    }

    private static String await(String event) throws InterruptedException {
        Multiprocessing.current().event(event).await();
        return event;
    }

    private static String fail(String event) throws Exception {
        throw new IOException(await(event));
    }

    @Test
    void wait_firstCompleted_returnsWithTheOneThatHasEnded() throws Exception {
        List<CompletableFuture<String>> all = List.of(awaiting("one a"), awaiting("one b"), awaiting("one c"));
        mp.event("one b").set();

        Waited<String> first = Futures.wait(all, Until.FIRST_COMPLETED);
        assertThat(first.done()).containsExactly(all.get(1));
        assertThat(first.notDone()).containsExactly(all.get(0), all.get(2));

        mp.event("one a").set();
        mp.event("one c").set();
        assertThat(Futures.wait(all, Until.ALL_COMPLETED)).isEqualTo(new Waited<>(setOf(all), setOf(List.of())));
        assertThat(all).extracting(CompletableFuture::join).containsExactly("one a", "one b", "one c");
    }

    private static <T> Set<T> setOf(List<T> all) {
        return new LinkedHashSet<>(all);
    }

    @Test
    void wait_firstException_goesOnAfterAResult_andReturnsWithTheFailure() throws Exception {
        CompletableFuture<String> good = awaiting("two good");
        CompletableFuture<String> bad = pool.submit(() -> fail("two bad"));
        CompletableFuture<String> slow = awaiting("two slow");
        CompletableFuture<Waited<String>> waited =
                CompletableFuture.supplyAsync(() -> waitFor(List.of(good, bad, slow), Until.FIRST_EXCEPTION));
        mp.event("two good").set();
        assertThat(good.get()).isEqualTo("two good");
        assertThatThrownBy(() -> waited.get(SOON.toMillis(), TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);

        mp.event("two bad").set();

        assertThat(waited.get().done()).containsExactly(good, bad);
        assertThat(waited.get().notDone()).containsExactly(slow);
        assertThatThrownBy(bad::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("java.io.IOException: two bad");
        mp.event("two slow").set();
        assertThat(slow.get()).isEqualTo("two slow");
    }

    private static Waited<String> waitFor(List<CompletableFuture<String>> futures, Until until) {
        try {
            return Futures.wait(futures, until);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void wait_timeIsUp_tellsWhatHasEndedByThen() throws Exception {
        CompletableFuture<String> quick = pool.submit(() -> "quick");
        CompletableFuture<String> slow = awaiting("three");
        assertThat(quick.get()).isEqualTo("quick");

        Waited<String> waited = Futures.wait(List.of(slow, quick), Until.ALL_COMPLETED, SOON);

        assertThat(waited.done()).containsExactly(quick);
        assertThat(waited.notDone()).containsExactly(slow);
        mp.event("three").set();
        assertThat(slow.get()).isEqualTo("three");
    }

    @Test
    void wait_nothing_returnsAtOnce() throws Exception {
        for (Until until : Until.values()) {
            assertThat(Futures.wait(List.<CompletableFuture<String>>of(), until).done())
                    .isEmpty();
        }
    }

    @Test
    void asCompleted_givesEachAsItEnds() {
        List<CompletableFuture<String>> all = List.of(awaiting("four a"), awaiting("four b"), awaiting("four c"));
        Iterator<CompletableFuture<String>> ended = Futures.asCompleted(all).iterator();

        for (String name : List.of("four c", "four a", "four b")) {
            mp.event(name).set();
            assertThat(ended.next().join()).isEqualTo(name);
        }

        assertThat(ended.hasNext()).isFalse();
        assertThatThrownBy(ended::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void asCompleted_timeIsUp_saysHowManyAreLeft() throws Exception {
        CompletableFuture<String> slow = awaiting("five");
        Iterator<CompletableFuture<String>> ended =
                Futures.asCompleted(List.of(slow), SOON).iterator();

        assertThatThrownBy(ended::next)
                .isInstanceOf(MultiprocessingException.class)
                .hasMessage("1 futures have not ended within PT0.2S");
        mp.event("five").set();
        assertThat(slow.get()).isEqualTo("five");
    }

    @Test
    void cancel_reachesTheTaskThatRuns_andEndsTheWait() throws Exception {
        SharedQueue<String> events = mp.queue("six");
        CompletableFuture<String> running = pool.submit(() -> tellWhenInterrupted(events));
        CompletableFuture<String> other = awaiting("six");
        assertThat(events.take()).isEqualTo("begun");

        assertThat(running.cancel(true)).isTrue();

        assertThat(events.poll(PoolTasks.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo("interrupted");
        Waited<String> waited = Futures.wait(List.of(running, other), Until.FIRST_EXCEPTION);
        assertThat(waited.done()).containsExactly(running);
        assertThat(running).isCancelled();
        mp.event("six").set();
        assertThat(Futures.asCompleted(List.of(other, running))).containsExactlyInAnyOrder(other, running);
    }

    private static String hang() throws InterruptedException {
        new CountDownLatch(1).await();
        return "";
    }

    private static String tellWhenInterrupted(SharedQueue<String> events) throws InterruptedException {
        events.put("begun");
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            events.put("interrupted");
        }
        return "";
    }

    @Test
    void taskOverItsTime_isAFailureAmongTheOthers() throws Exception {
        PoolSettings limited = PoolSettings.of(1).taskTimeLimit(SOON, Duration.ofSeconds(30));
        try (WorkerPool other = mp.pool(limited)) {
            CompletableFuture<String> endless = other.submit(FuturesContract::hang);
            CompletableFuture<String> quick = pool.submit(() -> "quick");

            Waited<String> waited = Futures.wait(List.of(endless, quick), Until.ALL_COMPLETED);

            assertThat(waited.notDone()).isEmpty();
            assertThat(quick.get()).isEqualTo("quick");
            assertThatThrownBy(endless::join).cause().isInstanceOf(TaskTimeoutException.class);
        }
    }

    /** Futures that are of no pool. */
    interface Desk {
        CompletableFuture<String> ask(String question);
    }

    @Test
    void futuresOfServicesAndOfThisProcess_areAwaitedWithThoseOfThePool() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        try (ServiceRegistration unused = mp.serve("desk", Desk.class, question -> answer)) {
            CompletableFuture<String> ofService = mp.service("desk", Desk.class).ask("what?");
            CompletableFuture<String> ofPool = awaiting("seven");
            CompletableFuture<String> ofThisProcess = new CompletableFuture<>();
            Iterator<CompletableFuture<String>> ended = Futures.asCompleted(List.of(ofThisProcess, ofPool, ofService))
                    .iterator();

            answer.complete("that");
            assertThat(ended.next()).isSameAs(ofService).isCompletedWithValue("that");
            mp.event("seven").set();
            assertThat(ended.next()).isSameAs(ofPool);
            ofThisProcess.complete("here");
            assertThat(ended.next()).isSameAs(ofThisProcess);
        }
    }
}
