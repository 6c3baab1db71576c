// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Semaphores, events, barriers and counters of several processes. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class SynchronisersContract {

    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(30);

    Processes processes;
    SharedObjects cuttable;
    SharedObjects steady;

    /** To be called before each test. */
    void begin(Processes each) {
        processes = each;
        cuttable = processes.process();
        steady = processes.steadyProcess();
    }

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void semaphore_allPermitsOut_waitsForARelease() throws Exception {
        SharedSemaphore mine = cuttable.semaphore("s", 2);
        SharedSemaphore others = steady.semaphore("s", 2);
        mine.acquire();
        others.acquire();
        assertThat(others.tryAcquire()).isFalse();
        assertThat(others.tryAcquire(SOON)).isFalse();
        Future<?> waiting = processes.run(others::acquire);

        mine.release();

        waiting.get(30, SECONDS);
        assertThat(mine.availablePermits()).isZero();
        others.release(2);
        assertThat(others.availablePermits()).isEqualTo(2);
    }

    @Test
    void semaphore_largeRequestFirst_isNotOvertaken() throws Exception {
        SharedSemaphore mine = cuttable.semaphore("s", 2);
        SharedSemaphore others = steady.semaphore("s", 2);
        mine.acquire();
        Future<?> both = processes.run(() -> others.acquire(2));
        while (mine.tryAcquire()) { // until the other one waits
            mine.release();
        }

        mine.release();

        both.get(30, SECONDS);
        assertThat(mine.tryAcquire()).isFalse();
    }

    @Test
    void semaphore_releasedByAnotherProcess_keepsItsPermits() throws Exception {
        SharedSemaphore mine = cuttable.semaphore("s", 1);
        SharedSemaphore others = steady.semaphore("s", 1);
        mine.acquire();

        others.release();

        assertThat(others.availablePermits()).isEqualTo(1);
        processes.lose(cuttable);
        SharedSemaphore third = processes.steadyProcess().semaphore("s", 1);
        third.acquire();
        assertThat(third.tryAcquire(SOON)).isFalse();
    }

    @Test
    void semaphore_ofAProcessThatIsLost_isFreeAgain() throws Exception {
        SharedSemaphore mine = cuttable.semaphore("s", 2);
        mine.acquire(2);
        Future<?> waiting = processes.run(() -> steady.semaphore("s", 2).acquire(2));

        processes.lose(cuttable);

        waiting.get(30, SECONDS);
    }

    @Test
    void boundedSemaphore_releasedTooOften_refuses() throws Exception {
        SharedSemaphore semaphore = cuttable.boundedSemaphore("b", 1);
        semaphore.acquire();
        semaphore.release();

        assertThatThrownBy(semaphore::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'b'");
        assertThat(steady.boundedSemaphore("b", 1).availablePermits()).isEqualTo(1);
    }

    @Test
    void event_setByAnotherProcess_wakesAllAndStaysSet() throws Exception {
        SharedEvent mine = cuttable.event("e");
        SharedEvent others = steady.event("e");
        assertThat(others.await(SOON)).isFalse();
        List<Future<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(processes.run(others::await));
        }

        mine.set();

        for (Future<?> each : waiting) {
            each.get(30, SECONDS);
        }
        assertThat(others.isSet()).isTrue();
        others.await();
        others.clear();
        assertThat(mine.isSet()).isFalse();
        assertThat(mine.await(SOON)).isFalse();
    }

    @Test
    void barrier_allArrived_letsThemGoRoundAfterRound() throws Exception {
        List<SharedBarrier> parties = List.of(
                cuttable.barrier("b", 3),
                steady.barrier("b", 3),
                processes.steadyProcess().barrier("b", 3));
        AtomicInteger arrivals = new AtomicInteger();
        List<Future<?>> runs = new ArrayList<>();
        for (SharedBarrier barrier : parties) {
            runs.add(processes.run(() -> {
                for (int round = 1; round <= 20; round++) {
                    arrivals.incrementAndGet();
                    barrier.await();
                    assertThat(arrivals.get()).isBetween(3 * round, 3 * round + 2);
                    barrier.await();
                }
            }));
        }
        for (Future<?> run : runs) {
            run.get(30, SECONDS);
        }

        assertThat(arrivals).hasValue(60);
    }

    @Test
    void barrier_withAction_runsItOnceBeforeAnybodyGoes() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        SharedBarrier others = steady.barrier("b", 2);
        Future<Integer> other = processes.start(() -> {
            int index = others.await(runs::incrementAndGet);
            assertThat(runs).hasValue(1);
            return index;
        });

        int index = cuttable.barrier("b", 2).await(runs::incrementAndGet);

        assertThat(runs).hasValue(1);
        assertThat(List.of(index, other.get(30, SECONDS))).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void barrier_actionFails_breaks() throws Exception {
        SharedBarrier others = steady.barrier("b", 2);
        Future<?> other = processes.run(others::await);
        SharedBarrier mine = cuttable.barrier("b", 2);
        while (mine.waiting() == 0) {
            Thread.onSpinWait();
        }

        assertThatThrownBy(() -> mine.await(() -> {
                    throw new IllegalStateException("of the action");
                }))
                .hasMessage("of the action");

        assertThatThrownBy(() -> other.get(30, SECONDS)).hasCauseInstanceOf(BrokenBarrierException.class);
    }

    @Test
    void barrier_partyLost_breaksForTheOthersUntilReset() throws Exception {
        cuttable.barrier("b", 2); // belongs to it, has not come yet
        SharedBarrier others = steady.barrier("b", 2);
        Future<?> waiting = processes.run(others::await);

        processes.lose(cuttable);

        assertThatThrownBy(() -> waiting.get(30, SECONDS)).hasCauseInstanceOf(BrokenBarrierException.class);
        assertThat(others.isBroken()).isTrue();
        assertThatThrownBy(others::await).isInstanceOf(BrokenBarrierException.class);
        others.reset();
        Future<?> again = processes.run(others::await);
        processes.steadyProcess().barrier("b", 2).await(LONG);
        again.get(30, SECONDS);
    }

    @Test
    void barrier_partyClosedInOrder_staysWhole() throws Exception {
        SharedObjects leaving = processes.steadyProcess();
        leaving.barrier("b", 2);
        leaving.close();
        SharedBarrier others = steady.barrier("b", 2);
        Future<?> waiting = processes.run(others::await);

        cuttable.barrier("b", 2).await(LONG);

        waiting.get(30, SECONDS);
    }

    @Test
    void barrier_patienceEnds_breaks() {
        SharedBarrier barrier = cuttable.barrier("b", 2);

        assertThatThrownBy(() -> barrier.await(SOON)).isInstanceOf(TimeoutException.class);

        assertThat(steady.barrier("b", 2).isBroken()).isTrue();
    }

    @Test
    void counter_addedToByTwoProcesses_isTheSum() throws Exception {
        SharedCounter mine = cuttable.counter("c");
        SharedCounter others = steady.counter("c");
        List<Future<?>> runs = new ArrayList<>();
        for (SharedCounter counter : List.of(mine, others, mine, others)) {
            runs.add(processes.run(() -> {
                for (int i = 0; i < 10_000; i++) {
                    counter.increment();
                }
                for (int i = 0; i < 100; i++) {
                    counter.incrementAndGet();
                }
                counter.flush();
            }));
        }
        for (Future<?> run : runs) {
            run.get(30, SECONDS);
        }

        assertThat(mine.get()).isEqualTo(40_400);
        assertThat(others.get()).isEqualTo(40_400);
    }

    @Test
    void counter_incrementAndGet_neverReturnsANumberTwice() throws Exception {
        List<Future<List<Long>>> runs = new ArrayList<>();
        for (SharedObjects objects : List.of(cuttable, steady, cuttable, steady)) {
            runs.add(processes.start(() -> {
                List<Long> numbers = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    numbers.add(objects.counter("c").incrementAndGet());
                }
                return numbers;
            }));
        }
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> run : runs) {
            all.addAll(run.get(30, SECONDS));
        }

        assertThat(all).doesNotHaveDuplicates().hasSize(400).contains(1L, 400L);
    }

    @Test
    void counter_comparedAndSet_changesOnlyAsExpected() {
        SharedCounter counter = cuttable.counter("c", 5);

        assertThat(steady.counter("c", 7).get())
                .as("the first to open it says where it begins")
                .isEqualTo(7);
        assertThat(counter.compareAndSet(5, 1)).isFalse();
        assertThat(counter.compareAndSet(7, 1)).isTrue();
        assertThat(counter.getAndSet(3)).isEqualTo(1);
        assertThat(steady.counter("c").get()).isEqualTo(3);
    }

    @Test
    void scope_another_hasOtherObjects() {
        cuttable.counter("c").set(1);
        SharedObjects ofJob = cuttable.in(SharedScope.ofExecution("repo", 7));

        assertThat(ofJob.counter("c").get()).isZero();
        assertThat(steady.in(SharedScope.ofExecution("repo", 7)).counter("c").incrementAndGet())
                .isEqualTo(1);
        assertThat(cuttable.counter("c").get()).isEqualTo(1);
    }

    @Test
    void deleteScope_unused_forgetsItsObjects() {
        SharedObjects user = processes.steadyProcess();
        SharedScope job = SharedScope.ofExecution("repo", 7);
        user.in(job).counter("c").set(5);
        cuttable.counter("c").set(1);
        user.close();

        steady.in(job).deleteScope();

        assertThat(steady.in(job).counter("c").get()).isZero();
        assertThat(steady.counter("c").get()).isEqualTo(1);
    }
}
