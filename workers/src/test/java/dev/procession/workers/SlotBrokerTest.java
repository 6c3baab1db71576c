// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static dev.procession.workers.TestTasks.checkpoint;
import static dev.procession.workers.TestTasks.result;
import static dev.procession.workers.TestTasks.task;
import static dev.procession.workers.TestTasks.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.MessageTooLargeException;
import dev.procession.messaging.UnreadableMessageException;
import dev.procession.testing.TestBroker;
import dev.procession.workers.spi.HeldTask;
import dev.procession.workers.spi.LeaseLostException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a slot does with a task, and what the broker does with it then. */
class SlotBrokerTest {

    @TempDir
    private static Path directory;

    private static TestBroker broker;

    private final RecordingListener events = new RecordingListener();
    private Observer observer;
    private Worker worker;

    @BeforeAll
    static void startBroker() throws IOException {
        broker = TestBroker.start(directory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void openObserver() {
        observer = new Observer(broker.coordinator());
    }

    @AfterEach
    void closeAll() {
        if (worker != null) {
            worker.close();
        }
        observer.purge();
        observer.close();
    }

    private void start(Consumer<HeldTask> run) {
        start(settings(), run);
    }

    private WorkerSettings settings() {
        return WorkerSettings.of(broker.worker()).handBackGrace(Duration.ofSeconds(1));
    }

    private void start(WorkerSettings settings, Consumer<HeldTask> run) {
        worker = Worker.start(settings, TestTasks.handlers(run), events);
    }

    /** One behaviour for the first delivery, another for the second. */
    private static Consumer<HeldTask> inTurn(Consumer<HeldTask> first, Consumer<HeldTask> second) {
        Queue<Consumer<HeldTask>> queue = new ConcurrentLinkedQueue<>(List.of(first, second));
        return task -> queue.remove().accept(task);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Test
    void commit_taskHeld_isSeenWhileTheTaskStays() {
        CountDownLatch release = new CountDownLatch(1);
        start(task -> {
            task.commit(List.of(result("one")));
            task.commit(List.of(result("two"), result("three")));
            awaitUninterrupted(release);
            task.complete(List.of(result("done")));
        });
        observer.send(task("x"));
        assertThat(text(observer.result())).isEqualTo("one");
        assertThat(text(observer.result())).isEqualTo("two");
        assertThat(text(observer.result())).isEqualTo("three");
        observer.awaitCount(Addresses.TASKS, 1);
        release.countDown();
        assertThat(text(observer.result())).isEqualTo("done");
        observer.awaitCount(Addresses.TASKS, 0);
    }

    @Test
    void receive_oneSlotBusy_leavesTheOtherTasksInTheQueue() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        start(task -> {
            task.commit(List.of(result("first " + text(task))));
            awaitUninterrupted(release);
            task.complete(List.of());
        });
        observer.send(task("a"));
        observer.result();
        observer.send(task("b"));
        try (Worker other = Worker.start(
                settings().name("other"),
                TestTasks.handlers(task -> task.complete(List.of(result("other " + text(task))))),
                new WorkerListener() {})) {
            assertThat(text(observer.result())).isEqualTo("other b");
        }
        release.countDown();
    }

    @Test
    void lastValue_committed_isFoundByTheNextDelivery() {
        start(inTurn(
                task -> {
                    assertThat(task.lastValue(Addresses.CHECKPOINTS, "it's:1")).isNull();
                    task.commit(List.of(checkpoint("it's:1", "old"), checkpoint("it's:2", "another")));
                    task.commit(List.of(checkpoint("it's:1", "new")));
                    task.handBack();
                },
                task -> {
                    Envelope last = task.lastValue(Addresses.CHECKPOINTS, "it's:1");
                    task.complete(List.of(result(last == null ? "none" : text(last))));
                }));
        observer.send(task("x"));
        assertThat(text(observer.result())).isEqualTo("new");
    }

    @Test
    void connectionDropped_taskHeld_nextCommitFailsAndTheTaskComesAgain() throws Exception {
        CountDownLatch committed = new CountDownLatch(1);
        CountDownLatch dropped = new CountDownLatch(1);
        Queue<Exception> failures = new ConcurrentLinkedQueue<>();
        start(inTurn(
                task -> {
                    task.commit(List.of(result("held")));
                    committed.countDown();
                    awaitUninterrupted(dropped);
                    try {
                        task.commit(List.of(result("must not be seen")));
                    } catch (LeaseLostException e) {
                        failures.add(e);
                        throw e;
                    }
                },
                task -> task.complete(List.of(result("again, delivery " + task.deliveryCount())))));
        events.await("connected");
        observer.send(task("x"));
        committed.await();
        broker.cut();
        events.await("connection lost");
        dropped.countDown();
        events.await("connected");
        events.await("ended COMPLETED");
        assertThat(failures).hasSize(1).first().asString().contains("lost the lease");
        observer.awaitCount(Addresses.TASKS, 0);
    }

    @Test
    void connectionDropped_userCodeBlocks_isInterruptedAndTheSlotGoesOn() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Consumer<HeldTask> run =
                inTurn(task -> awaitUninterrupted(never), task -> task.complete(List.of(result("again"))));
        worker = Worker.start(
                settings(),
                TestTasks.handlers(run),
                events,
                new WorkerLoop.LossLimits(Duration.ofMillis(50), Duration.ofSeconds(30)));
        observer.send(task("x"));
        events.await("taken");
        broker.cut();
        events.await("ended LOST");
        events.await("ended COMPLETED");
    }

    @Test
    void connectionDropped_userCodeHeedsNothing_endsTheWorker() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        worker = Worker.start(
                settings(),
                TestTasks.handlers(task -> {
                    while (end.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                }),
                events,
                new WorkerLoop.LossLimits(Duration.ofMillis(50), Duration.ofMillis(300)));
        observer.send(task("x"));
        events.await("taken");
        broker.cut();
        assertThat(worker.awaitEnd()).isEqualTo(WorkerEnd.STUCK);
        end.countDown();
    }

    @Test
    void handler_throws_taskComesAgainAndIsCounted() {
        start(task -> {
            if (task.deliveryCount() < 3) {
                throw new IllegalStateException("on purpose");
            }
            task.complete(List.of(result("delivery " + task.deliveryCount())));
        });
        observer.send(task("x"));
        assertThat(text(observer.result())).isEqualTo("delivery 3");
    }

    @Test
    void handler_throwsError_slotGoesOn() {
        start(inTurn(
                task -> {
                    throw new StackOverflowError("on purpose");
                },
                task -> task.complete(List.of(result("done")))));
        observer.send(task("x"));
        assertThat(text(observer.result())).isEqualTo("done");
    }

    @Test
    void handler_throwsAfterUncommittedSends_nothingIsSent() {
        start(inTurn(
                task -> {
                    Thread.currentThread().interrupt(); // the client refuses the commit in the middle
                    task.commit(List.of(result("must not be seen")));
                },
                task -> task.complete(List.of(result("done, delivery " + task.deliveryCount())))));
        observer.send(task("x"));
        assertThat(text(observer.result())).startsWith("done");
    }

    @Test
    void handler_returnsWithoutEnd_taskComesAgain() {
        start(inTurn(task -> {}, task -> task.complete(List.of(result("done")))));
        observer.send(task("x"));
        assertThat(text(observer.result())).isEqualTo("done");
    }

    @Test
    void handler_cannotReadTheTask_handsItBack() throws Exception {
        start(inTurn(
                task -> {
                    throw new UnreadableMessageException("version 2");
                },
                task -> task.complete(List.of(result("done")))));
        observer.send(task("x"));
        events.await("ended FAILED");
        assertThat(text(observer.result())).isEqualTo("done");
    }

    @Test
    void handBack_handler_isNotCounted() {
        start(inTurn(HeldTask::handBack, task -> task.complete(List.of(result("delivery " + task.deliveryCount())))));
        observer.send(task("x"));
        assertThat(text(observer.result())).isEqualTo("delivery 1");
    }

    @Test
    void complete_twice_isRefused() throws Exception {
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        start(task -> {
            task.complete(List.of());
            try {
                task.complete(List.of());
            } catch (IllegalStateException e) {
                failures.add(e);
            }
        });
        observer.send(task("x"));
        events.await("ended COMPLETED");
        assertThat(failures).hasSize(1);
    }

    @Test
    void commit_oneMessageTooLarge_sendsNothingAndKeepsTheTask() {
        ConnectionSettings small = new ConnectionSettings(Duration.ofSeconds(10), Duration.ofSeconds(10), 100);
        start(settings().connection(small), task -> {
            assertThatThrownBy(() -> task.commit(List.of(result("small"), result("x".repeat(101)))))
                    .isInstanceOf(MessageTooLargeException.class);
            task.complete(List.of(result("done")));
        });
        observer.send(task("x"));
        assertThat(text(observer.result())).isEqualTo("done");
    }

    @Test
    void receive_largeTask_isReadAndHandedBackWhole() {
        String large = "x".repeat(500_000);
        start(inTurn(
                HeldTask::handBack,
                task -> task.complete(List.of(result(String.valueOf(text(task).length()))))));
        observer.send(task(large));
        assertThat(text(observer.result())).isEqualTo("500000");
    }

    @Test
    void receive_kindUnknown_leavesItInTheQueueAndRunsTheOthers() {
        start(task -> task.complete(List.of(result("done"))));
        observer.send(Envelope.durable("unknown", 1, new byte[0]));
        observer.send(task("x"));
        assertThat(text(observer.result())).isEqualTo("done");
        assertThat(observer.browse(Addresses.TASKS)).extracting(Envelope::kind).containsExactly("unknown");
    }

    @Test
    void receive_noKindAtAll_goesToTheDeadLetters() {
        start(task -> task.complete(List.of(result("done"))));
        observer.send(Envelope.durable("", 0, new byte[0]));
        observer.send(task("x"));
        assertThat(text(observer.result())).isEqualTo("done");
        observer.awaitCount(Addresses.DEAD_LETTERS, 1);
        observer.awaitCount(Addresses.TASKS, 0);
    }

    @Test
    void slots_several_runAtATime() {
        CountDownLatch together = new CountDownLatch(3);
        start(settings().slots(3), task -> {
            together.countDown();
            awaitUninterrupted(together);
            task.complete(List.of(result("done")));
        });
        for (int i = 0; i < 3; i++) {
            observer.send(task("x"));
        }
        for (int i = 0; i < 3; i++) {
            assertThat(text(observer.result())).isEqualTo("done");
        }
    }

    @Test
    void slots_manyShortTasks_eachRunsOnce() {
        start(settings().slots(4), task -> task.complete(List.of(result(text(task)))));
        Set<String> expected = new TreeSet<>();
        for (int i = 0; i < 400; i++) {
            observer.send(task("task " + i));
            expected.add("task " + i);
        }
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            seen.add(text(observer.result()));
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
        observer.awaitCount(Addresses.TASKS, 0);
    }

    @Test
    void connectionDropped_severalSlots_allTasksComeAgain() throws Exception {
        CountDownLatch allHeld = new CountDownLatch(3);
        CountDownLatch dropped = new CountDownLatch(1);
        start(settings().slots(3), task -> {
            if (task.deliveryCount() == 1) {
                task.commit(List.of(result("held")));
                allHeld.countDown();
                awaitUninterrupted(dropped);
            }
            task.complete(List.of(result("done " + text(task))));
        });
        for (int i = 0; i < 3; i++) {
            observer.send(task("task " + i));
        }
        allHeld.await();
        broker.cut();
        events.await("connection lost");
        dropped.countDown();
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            seen.add(text(observer.result()));
        }
        assertThat(seen).containsExactlyInAnyOrder("held", "held", "held", "done task 0", "done task 1", "done task 2");
        observer.awaitCount(Addresses.TASKS, 0);
    }
}
