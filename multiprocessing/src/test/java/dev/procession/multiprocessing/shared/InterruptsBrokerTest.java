// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Interrupts mean what they mean in java.util.concurrent, also while an object is opened. */
@BrokerTest
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptsBrokerTest {

    private SharedObjectsFixture fixture;
    private SharedObjects objects;

    @BeforeEach
    void open(TestBroker broker) {
        fixture = new SharedObjectsFixture(broker);
        objects = fixture.steadyProcess();
    }

    @AfterEach
    void close() {
        boolean unused = Thread.interrupted();
        fixture.close();
    }

    @Test
    void whatCannotBeInterrupted_interrupted_worksAndKeepsTheInterrupt() {
        List<Runnable> all = List.of(
                () -> objects.counter("c").add(1),
                () -> objects.counter("c").addAndGet(1),
                () -> objects.map("m").put("k", "v"),
                () -> objects.value("v").set("v"),
                () -> objects.list("l").add("v"),
                () -> objects.array("a", 1).set(0, "v"),
                () -> objects.event("e").set(),
                () -> objects.semaphore("s", 1).tryAcquire(),
                () -> objects.barrier("b", 2).isBroken(),
                () -> objects.lock("lock").lock(),
                () -> objects.lock("lock").unlock(),
                () -> objects.lock("try").tryLock(),
                () -> objects.joinableQueue("j").put("task"),
                () -> objects.joinableQueue("j").poll(),
                () -> objects.joinableQueue("j").taskDone(),
                () -> objects.queue("q").poll(),
                () -> assertThat(objects.queue("q")).isEmpty());
        for (int i = 0; i < all.size(); i++) {
            Thread.currentThread().interrupt();
            all.get(i).run();
            assertThat(Thread.interrupted()).as("interrupt after number " + i).isTrue();
        }

        assertThat(objects.counter("c").get()).isEqualTo(2);
        assertThat(objects.map("m")).containsEntry("k", "v");
        assertThat(objects.joinableQueue("j").unfinished()).isZero();
    }

    @Test
    void open_interrupted_connectsAndKeepsTheInterrupt() {
        Thread.currentThread().interrupt();
        SharedObjects opened = fixture.process();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(opened.counter("c").addAndGet(1)).isOne();
    }

    private interface Blocking {
        void run() throws Exception;
    }

    @Test
    void whatCanBeInterrupted_interrupted_throwsAndGoesOnWorking() throws Exception {
        List<Blocking> all = List.of(
                () -> objects.queue("q").take(),
                () -> objects.queue("q").poll(60, SECONDS),
                () -> objects.joinableQueue("j").take(),
                () -> objects.joinableQueue("j").poll(Duration.ofSeconds(60)),
                () -> objects.semaphore("s", 0).acquire(),
                () -> objects.semaphore("s", 0).tryAcquire(Duration.ofSeconds(60)),
                () -> objects.event("e").await(),
                () -> objects.barrier("b", 2).await(),
                () -> objects.lock("lock").lockInterruptibly(),
                () -> objects.lock("lock").tryLock(60, SECONDS));
        for (Blocking each : all) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(each::run).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
        }

        objects.queue("q").put("x");
        assertThat(objects.queue("q").take()).isEqualTo("x");
        objects.joinableQueue("j").put("x");
        assertThat(objects.joinableQueue("j").take()).isEqualTo("x");
        objects.semaphore("s", 0).release();
        objects.semaphore("s", 0).acquire();
        objects.event("e").set();
        objects.event("e").await();
        assertThat(objects.lock("lock").tryLock(60, SECONDS)).isTrue();
    }

    @Test
    void close_interrupted_givesBackAll() throws Exception {
        objects.semaphore("s", 1).acquire();
        objects.queue("q").put("x");
        objects.joinableQueue("j").put("y");
        objects.joinableQueue("j").take();

        Thread.currentThread().interrupt();
        objects.close();

        assertThat(Thread.interrupted()).isTrue();
        SharedObjects others = fixture.steadyProcess();
        assertThat(others.semaphore("s", 1).tryAcquire()).isTrue();
        assertThat(others.queue("q").poll(60, SECONDS)).isEqualTo("x");
        assertThat(others.joinableQueue("j").poll(Duration.ofSeconds(60))).isEqualTo("y");
    }

    @Test
    void operations_interruptedAtAnyMoment_areDoneOnceEach() throws Exception {
        AtomicReference<Thread> victim = new AtomicReference<>(Thread.currentThread());
        var interrupting = fixture.run(() -> {
            for (Thread thread = victim.get(); thread != null; thread = victim.get()) {
                thread.interrupt();
                Thread.onSpinWait();
            }
        });
        byte[] large = new byte[20_000]; // so that the broker's leave to send more is waited for, too
        SharedList<byte[]> list = objects.list("l");
        JoinableQueue<Integer> tasks = objects.joinableQueue("j");
        IntStream.range(0, 100).forEach(i -> {
            list.add(large);
            tasks.put(i);
        });
        victim.set(null);
        while (!interrupting.isDone()) {
            Thread.onSpinWait();
        }
        boolean unused = Thread.interrupted();

        assertThat(list).hasSize(100);
        assertThat(tasks.unfinished()).isEqualTo(100);
    }
}
