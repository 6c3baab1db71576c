// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.testing.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // that is what is tested
abstract class SharedLockContract {

    private static final Duration SOON = Duration.ofMillis(200);

    Processes processes;
    SharedLock mine;
    SharedLock others;
    private SharedObjects one;

    /** To be called before each test. */
    void begin(Processes each) {
        processes = each;
        one = processes.process();
        mine = one.lock("x");
        others = processes.steadyProcess().lock("x");
    }

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void lock_heldByAnotherProcess_waitsForItsUnlock() throws Exception {
        mine.lock();
        Future<?> waiting = processes.run(others::lock);
        assertThat(others.tryLock(SOON)).isFalse();
        assertThat(waiting.isDone()).isFalse();

        mine.unlock();

        waiting.get(30, SECONDS);
    }

    @Test
    void lock_keptByAnIdleProcess_isHandedOver() throws Exception {
        for (int i = 0; i < 100; i++) {
            mine.lock();
            mine.unlock();
            others.lock();
            others.unlock();
        }
        assertThat(mine.tryLock()).isTrue();
        mine.unlock();
        assertThat(others.tryLock()).isTrue();
    }

    @Test
    void tryLock_heldByAnotherProcess_saysNoAtOnce() {
        mine.lock();

        assertThat(others.tryLock()).isFalse();
        assertThat(others.tryLock()).isFalse();

        mine.unlock();
        assertThat(others.tryLock()).isTrue();
        others.unlock();
        mine.lock();
    }

    @Test
    void tryLock_timedOut_leavesNothingBehind() throws Exception {
        mine.lock();
        assertThat(others.tryLock(SOON)).isFalse();
        mine.unlock();

        mine.lock();
        mine.unlock();
        others.lock();
        others.unlock();
        mine.lock();
    }

    @Test
    void lock_byTheHolder_countsUp() throws Exception {
        mine.lock();
        mine.lock();
        mine.unlock();
        assertThat(mine.isHeldByCurrentThread()).isTrue();
        assertThat(others.tryLock(SOON)).isFalse();

        mine.unlock();

        assertThat(mine.isHeldByCurrentThread()).isFalse();
        assertThat(others.tryLock(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void plainLock_byTheHolder_isRefused() {
        SharedLock plain = processes.process().plainLock("plain");
        plain.lock();

        assertThatThrownBy(plain::lock)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("plain");
        assertThat(plain.tryLock()).isFalse();
        plain.unlock();
        assertThat(plain.tryLock()).isTrue();
    }

    @Test
    void unlock_byAThreadThatDoesNotHoldIt_isRefused() {
        mine.lock();

        assertThatThrownBy(others::unlock).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(others::fencingToken).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    void fencingToken_risesWithEachHandOver() {
        List<Long> tokens = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            SharedLock lock = i % 2 == 0 ? mine : others;
            lock.lock();
            tokens.add(lock.fencingToken());
            lock.unlock();
        }

        assertThat(tokens).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void lockInterruptibly_interrupted_endsAndLeavesTheLockToOthers() throws Exception {
        mine.lock();
        assertThat(others.tryLock()).isFalse();
        CountDownLatch started = new CountDownLatch(1);
        Thread[] waiter = new Thread[1];
        Future<?> waiting = processes.run(() -> {
            waiter[0] = Thread.currentThread();
            started.countDown();
            others.lockInterruptibly();
        });
        started.await();

        waiter[0].interrupt();

        assertThatThrownBy(() -> waiting.get(30, SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        mine.unlock();
        mine.lock();
    }

    @Test
    void lock_connectionOfTheHolderCut_goesToTheNext() throws Exception {
        mine.lock();
        long stale = mine.fencingToken();
        Future<Long> waiting = processes.start(() -> {
            others.lock();
            return others.fencingToken();
        });

        processes.lose(one);

        assertThat(waiting.get(30, SECONDS)).isGreaterThan(stale);
        awaitLoss();
        assertThatThrownBy(mine::unlock)
                .isInstanceOf(SharedLockLostException.class)
                .hasMessageContaining("'x'");
    }

    /** The broker knows of it first, and the process that has lost its connection soon after. */
    void awaitLoss() {
        Deadline.in(Processes.PATIENCE).await("the holder knew that it is none", () -> !mine.isHeldByCurrentThread());
    }

    @Test
    void lock_ofAProcessThatCloses_isFree() {
        SharedObjects leaving = processes.process();
        leaving.lock("x").lock();

        leaving.close();

        others.lock();
    }

    @Test
    void condition_signalled_wakesOneWaiterOfAnotherProcess() throws Exception {
        Condition condition = others.newCondition("full");
        CountDownLatch woken = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(2);
        List<Future<?>> waiters = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            waiters.add(processes.run(() -> {
                others.lock();
                waiting.countDown();
                condition.await();
                woken.countDown();
                others.unlock();
            }));
        }
        waiting.await();
        signal("full");
        woken.await();
        assertThat(waiters).filteredOn(Future::isDone).hasSizeLessThanOrEqualTo(1);

        signal("full");

        for (Future<?> waiter : waiters) {
            waiter.get(30, SECONDS);
        }
    }

    private void signal(String name) {
        mine.lock();
        mine.newCondition(name).signal();
        mine.unlock();
    }

    @Test
    void condition_notSignalled_timesOutWithTheLockHeld() throws Exception {
        mine.lock();
        mine.lock();

        assertThat(mine.newCondition().await(50, MILLISECONDS)).isFalse();

        assertThat(mine.isHeldByCurrentThread()).isTrue();
        mine.unlock();
        assertThat(others.tryLock(SOON)).isFalse();
        mine.unlock();
    }

    @Test
    void condition_withoutTheLock_isRefused() {
        assertThatThrownBy(() -> mine.newCondition().await()).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(() -> mine.newCondition().signal()).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    void condition_ofAnotherProcessThatIsLost_wakesTheOthers() throws Exception {
        CountDownLatch holding = new CountDownLatch(2);
        Future<?> lost = processes.run(() -> {
            mine.lock();
            holding.countDown();
            mine.newCondition().await();
        });
        Future<?> waiter = processes.run(() -> {
            others.lock();
            holding.countDown();
            others.newCondition().await();
            others.unlock();
        });
        holding.await();
        SharedLock third = processes.steadyProcess().lock("x");
        third.lock(); // both wait now
        third.unlock();

        processes.lose(one);

        waiter.get(30, SECONDS);
        assertThatThrownBy(() -> lost.get(30, SECONDS)).hasCauseInstanceOf(BrokerUnavailableException.class);
    }

    @Test
    void lock_oneThousandOperationsByFourThreads_isNeverHeldTwice() throws Exception {
        int[] unguarded = new int[1];
        List<Future<?>> workers = new ArrayList<>();
        for (SharedLock lock : List.of(mine, others, mine, others)) {
            workers.add(processes.run(() -> {
                for (int i = 0; i < 250; i++) {
                    lock.lock();
                    int before = unguarded[0];
                    Thread.onSpinWait();
                    unguarded[0] = before + 1;
                    lock.unlock();
                }
            }));
        }
        for (Future<?> worker : workers) {
            worker.get(30, SECONDS);
        }

        assertThat(unguarded[0]).isEqualTo(1000);
    }
}
