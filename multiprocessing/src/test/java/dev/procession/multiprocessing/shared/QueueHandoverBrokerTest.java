// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Items that come at the moment at which a process stops waiting for them. */
@BrokerTest
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueHandoverBrokerTest {

    private final Random random = new Random();
    private SharedObjectsFixture fixture;
    private SharedObjects one;
    private SharedObjects two;

    @BeforeEach
    void open(TestBroker broker) {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        random.setSeed(seed);
        fixture = new SharedObjectsFixture(broker);
        one = fixture.steadyProcess();
        two = fixture.steadyProcess();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /** The ways to take. */
    private enum Way {
        POLL,
        POLL_BRIEFLY,
        TAKE,
        ANY;

        Integer take(SharedQueue<Integer> queue, Random random) throws InterruptedException {
            return switch (this) {
                case POLL -> queue.poll();
                case POLL_BRIEFLY -> queue.poll(random.nextInt(200), MICROSECONDS);
                case TAKE -> queue.take();
                case ANY ->
                    List.of(POLL, POLL_BRIEFLY, TAKE).get(random.nextInt(3)).take(queue, random);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void take_inAnyWay_keepsTheOrder(Way way) throws Exception {
        int items = 2_000;
        SharedQueue<Integer> out = one.queue("q");
        SharedQueue<Integer> in = two.queue("q");
        Future<?> producer = fixture.run(() -> {
            for (int i = 0; i < items; i++) {
                out.put(i);
                if (i % 50 == 0) {
                    assertThat(out.size()).isNotNegative(); // a reader must not pass for one who takes
                }
            }
        });
        for (int expected = 0; expected < items; ) {
            if (random.nextInt(300) == 0) {
                LockSupport.parkNanos(Duration.ofMillis(12).toNanos()); // longer than others have to wait
            }
            Integer item = way.take(in, random);
            if (item != null) {
                assertThat(item).isEqualTo(expected++);
            }
        }
        producer.get(60, SECONDS);
    }

    @Test
    void poll_foundNothing_keepsNothingFromOthers() throws Exception {
        SharedQueue<Integer> out = fixture.steadyProcess().queue("q");
        SharedQueue<Integer> idle = one.queue("q");
        SharedQueue<Integer> other = two.queue("q");
        for (int i = 0; i < 200; i++) {
            int number = i;
            Future<?> put = fixture.run(() -> {
                LockSupport.parkNanos(random.nextInt(400_000));
                out.put(number);
            });
            Integer item = idle.poll();
            put.get(60, SECONDS);
            assertThat(item == null ? other.poll(60, SECONDS) : item).isEqualTo(number);
        }
    }

    @Test
    void joinableQueuePoll_foundNothing_keepsNothingFromOthers() throws Exception {
        JoinableQueue<Integer> out = fixture.steadyProcess().joinableQueue("j");
        JoinableQueue<Integer> idle = one.joinableQueue("j");
        JoinableQueue<Integer> other = two.joinableQueue("j");
        for (int i = 0; i < 200; i++) {
            int number = i;
            Future<?> put = fixture.run(() -> {
                LockSupport.parkNanos(random.nextInt(400_000));
                out.put(number);
            });
            boolean idleHasIt = idle.poll() != null;
            put.get(60, SECONDS);
            if (idleHasIt) {
                idle.taskDone();
            } else {
                assertThat(other.poll(Duration.ofSeconds(60))).isEqualTo(number);
                other.taskDone();
            }
        }
        assertThat(out.join(Duration.ofSeconds(60))).isTrue();
    }

    @Test
    void close_whileThreadsTake_endsThem() {
        Future<?> taking = fixture.run(() -> one.queue("q").take());
        Future<?> takingTask = fixture.run(() -> one.joinableQueue("j").take());
        Future<?> joining = fixture.run(() -> {
            one.joinableQueue("k").put(1);
            one.joinableQueue("k").join();
        });
        assertThatThrownBy(() -> joining.get(300, MILLISECONDS)).isInstanceOf(TimeoutException.class);

        one.close();

        for (Future<?> each : List.of(taking, takingTask, joining)) {
            assertThatThrownBy(() -> each.get(60, SECONDS)).hasCauseInstanceOf(BrokerUnavailableException.class);
        }
    }

    @Test
    void leaveScope_withTasksInHand_givesThemToOthers() throws Exception {
        JoinableQueue<Integer> mine = one.joinableQueue("j");
        mine.put(1);
        assertThat(mine.take()).isOne();

        one.leaveScope();

        assertThat(two.joinableQueue("j").poll(Duration.ofSeconds(60))).isEqualTo(1);
        assertThatThrownBy(mine::taskDone).isInstanceOf(BrokerUnavailableException.class);
        assertThat(mine.unfinished()).isOne();
    }

    @Test
    void join_lastTaskDoneByAnotherProcess_returns() throws Exception {
        JoinableQueue<Integer> tasks = one.joinableQueue("j");
        tasks.put(1);
        tasks.put(2);
        Future<?> joining = fixture.run(tasks::join);
        JoinableQueue<Integer> others = two.joinableQueue("j");
        others.take();
        others.take();
        others.taskDone();
        assertThat(tasks.join(Duration.ofMillis(100))).isFalse();

        others.taskDone();

        joining.get(60, SECONDS);
    }
}
