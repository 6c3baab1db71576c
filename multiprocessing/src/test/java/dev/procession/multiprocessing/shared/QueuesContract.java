// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.ObjectSerializationException;
import java.io.Serializable;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class QueuesContract {

    private static final Duration SOON = Duration.ofMillis(200);

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
    void take_itemsOfOneProcess_comeInOrder() throws Exception {
        SharedQueue<Integer> out = cuttable.queue("q");
        SharedQueue<Integer> in = steady.queue("q");
        Future<?> producer = processes.run(() -> {
            for (int i = 0; i < 50_000; i++) {
                out.put(i);
            }
        });
        for (int i = 0; i < 50_000; i++) {
            assertThat(in.take()).isEqualTo(i);
        }

        producer.get(30, SECONDS);
        assertThat(in.poll()).isNull();
        assertThat(in).isEmpty();
    }

    @Test
    void put_valuesOfManyTypes_comeOutEqual() throws Exception {
        List<Object> values = List.of(
                "text", 1, 2L, 3.5, true, new byte[] {1, 2}, List.of(1, 2), Map.of("a", 1), LocalDate.of(2026, 11, 22));
        SharedQueue<Object> out = cuttable.queue("q");
        for (Object value : values) {
            out.put(value);
        }

        List<Object> received = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            received.add(steady.<Object>queue("q").take());
        }

        assertThat(received).usingRecursiveComparison().isEqualTo(values);
    }

    @Test
    void put_valueThatCannotTravel_isRefusedByName() {
        SharedQueue<Object> queue = cuttable.queue("q");

        assertThatThrownBy(() -> queue.put(new Object()))
                .isInstanceOf(ObjectSerializationException.class)
                .hasMessageContaining("queue 'q'")
                .hasMessageContaining("java.lang.Object");
        assertThatThrownBy(() -> queue.put(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void poll_nothingThere_waitsAsLongAsToldAndTakesNothingLater() throws Exception {
        SharedQueue<String> in = cuttable.queue("q");
        assertThat(in.poll()).isNull();
        assertThat(in.poll(200, MILLISECONDS)).isNull();

        steady.<String>queue("q").put("later");

        SharedQueue<String> third = processes.steadyProcess().queue("q");
        assertThat(third.poll(30, SECONDS)).isEqualTo("later");
        assertThat(in.poll()).isNull();
    }

    @Test
    void take_interrupted_ends() throws Exception {
        SharedQueue<String> in = cuttable.queue("q");
        Processes.Running taking = processes.runUntilItWaits(in::take);
        assertThat(steady.<String>queue("q").poll(500, MILLISECONDS)).isNull();

        taking.thread().interrupt();

        assertThatThrownBy(() -> taking.future().get(30, SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        in.put("x");
        assertThat(in.take()).isEqualTo("x");
    }

    @Test
    void poll_afterPut_findsIt() throws Exception {
        SharedQueue<Integer> queue = cuttable.queue("q");
        queue.put(1);
        queue.put(2);

        assertThat(queue.peek()).isEqualTo(1);
        assertThat(queue).hasSize(2).containsExactly(1, 2);
        assertThat(queue.poll()).isEqualTo(1);
        assertThat(queue.poll()).isEqualTo(2);
        assertThat(queue.poll()).isNull();
    }

    @Test
    void take_bySlowProcess_leavesTheRestToOthers() throws Exception {
        SharedQueue<Integer> out = cuttable.queue("q");
        for (int i = 0; i < 1_000; i++) {
            out.put(i);
        }
        out.flush();
        SharedQueue<Integer> slow = steady.queue("q");
        int first = slow.take(); // and it is busy from then on

        SharedQueue<Integer> other = processes.steadyProcess().queue("q");
        List<Integer> rest = new ArrayList<>();
        for (int i = 0; i < 999; i++) {
            rest.add(other.poll(30, SECONDS));
        }

        assertThat(first).isZero();
        assertThat(rest)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(1, 1_000).boxed().toList());
    }

    @Test
    void take_byProcessThatIsLost_leavesWhatItHadNotTaken() throws Exception {
        SharedQueue<Integer> out = steady.queue("q");
        for (int i = 0; i < 100; i++) {
            out.put(i);
        }
        out.flush();
        int taken = cuttable.<Integer>queue("q").take();

        processes.lose(cuttable);

        Set<Integer> rest = new TreeSet<>();
        while (!rest.containsAll(IntStream.range(1, 100).boxed().toList())) { // 0 may come again
            rest.add(Objects.requireNonNull(out.poll(30, SECONDS)));
        }
        assertThat(taken).isZero();
    }

    @Test
    void put_boundedQueueFull_waitsForRoom() throws Exception {
        SharedQueue<Integer> out = cuttable.queue("q", 2);
        SharedQueue<Integer> in = steady.queue("q", 2);
        out.put(1);
        out.put(2);
        assertThat(out.remainingCapacity()).isZero();
        assertThat(out.offer(3)).isFalse();
        assertThat(out.offer(3, 200, MILLISECONDS)).isFalse();
        Future<?> waiting = processes.run(() -> out.put(3));

        assertThat(in.take()).isEqualTo(1);

        waiting.get(30, SECONDS);
        assertThat(in.take()).isEqualTo(2);
        assertThat(in.take()).isEqualTo(3);
    }

    /** However many items ride in one message: what several threads put at the same time rides together. */
    @Test
    void put_boundedQueueWasFull_hasRoomForEachThatIsTaken() throws Exception {
        SharedQueue<Integer> out = cuttable.queue("q", 16);
        SharedQueue<Integer> in = steady.queue("q", 16);
        List<Future<?>> puts = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            int item = i;
            puts.add(processes.run(() -> out.put(item)));
        }
        for (Future<?> put : puts) {
            put.get(30, SECONDS);
        }
        for (int i = 0; i < 16; i++) {
            assertThat(in.take()).isLessThan(16);
            assertThat(out.offer(100, 30, SECONDS)).as("room after %s items", i).isTrue();
        }
        assertThat(out.offer(16)).isFalse();
    }

    @Test
    void close_withItemsOnTheirWay_losesNone() throws Exception {
        SharedObjects leaving = processes.steadyProcess();
        SharedQueue<Integer> out = leaving.queue("q");
        for (int i = 0; i < 5_000; i++) {
            out.put(i);
        }

        leaving.close();

        assertThat(steady.<Integer>queue("q")).hasSize(5_000);
    }

    @Test
    void queue_sentThroughAQueue_isTheSame() throws Exception {
        SharedQueue<Serializable> out = cuttable.queue("q");
        SharedQueue<String> passed = cuttable.queue("passed");
        passed.put("hello");
        out.put(passed);

        Serializable received = steady.resolving(() -> {
            try {
                return steady.<Serializable>queue("q").take();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });

        assertThat(received).isSameAs(steady.queue("passed"));
        assertThat(steady.<String>queue("passed").take()).isEqualTo("hello");
    }

    @Test
    void joinableQueue_tasksNotDone_goToOthersWhenTheirProcessIsLost() throws Exception {
        JoinableQueue<Integer> mine = cuttable.joinableQueue("j");
        JoinableQueue<Integer> others = steady.joinableQueue("j");
        for (int i = 0; i < 3; i++) {
            others.put(i);
        }
        assertThat(mine.take()).isZero();
        mine.taskDone();
        assertThat(mine.take()).isEqualTo(1);

        processes.lose(cuttable);

        assertThat(List.of(others.take(), others.take())).containsExactlyInAnyOrder(1, 2);
        assertThat(others.join(SOON)).isFalse();
        others.taskDone();
        others.taskDone();
        assertThat(others.join(Duration.ofSeconds(30))).isTrue();
        assertThatThrownBy(others::taskDone).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void joinableQueue_pollTimedOut_keepsWhatTheThreadHas() throws Exception {
        JoinableQueue<Integer> queue = cuttable.joinableQueue("j");
        queue.put(1);
        assertThat(queue.take()).isEqualTo(1);

        assertThat(queue.poll(SOON)).isNull();
        assertThat(queue.poll()).isNull();

        assertThat(queue.unfinished()).isEqualTo(1);
        queue.taskDone();
        assertThat(queue.join(Duration.ofSeconds(30))).isTrue();
    }
}
