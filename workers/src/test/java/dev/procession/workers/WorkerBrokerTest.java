// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static dev.procession.workers.TestTasks.result;
import static dev.procession.workers.TestTasks.task;
import static dev.procession.workers.TestTasks.taskOf;
import static dev.procession.workers.TestTasks.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.StepKey;
import dev.procession.messaging.WorkerCommand.EndWorker;
import dev.procession.messaging.WorkerCommand.StopStep;
import dev.procession.messaging.WorkerPresence;
import dev.procession.messaging.WorkerPresence.RunningTask;
import dev.procession.testing.TestBroker;
import dev.procession.workers.spi.HeldTask;
import dev.procession.workers.spi.HeldTask.Interruption;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a worker is seen, told and ended. */
class WorkerBrokerTest {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final StepKey STEP = new StepKey("repo", 7);

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
        worker = Worker.start(settings(), TestTasks.handlers(run), events);
    }

    private WorkerSettings settings() {
        return WorkerSettings.of(broker.worker())
                .name("worker-" + NUMBERS.incrementAndGet())
                .presenceInterval(Duration.ofMillis(200))
                .handBackGrace(Duration.ofSeconds(5));
    }

    /** Says that it holds the task, waits until it is to end early, and says why. */
    private static void holdUntilInterrupted(HeldTask task) {
        BlockingQueue<Interruption> interruptions = new LinkedBlockingQueue<>();
        task.onInterruption(interruptions::add);
        task.commit(List.of(result("held")));
        try {
            Interruption interruption = interruptions.take();
            if (interruption == Interruption.HAND_BACK) {
                task.commit(List.of(result("handed back")));
                task.handBack();
            } else {
                task.complete(List.of(result("stopped")));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private List<WorkerPresence> presences() {
        return observer.presences().stream()
                .filter(presence -> presence.worker().equals(worker.identity()))
                .toList();
    }

    private List<WorkerPresence> awaitPresence(Predicate<List<WorkerPresence>> condition) {
        return await().atMost(Observer.DEADLINE).until(this::presences, condition);
    }

    @Test
    void presence_connected_isAnnouncedAndRepeated() {
        start(task -> {});
        WorkerPresence presence = awaitPresence(all -> !all.isEmpty()).get(0);
        assertThat(presence.worker()).isEqualTo(worker.identity());
        assertThat(presence.worker().pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(presence.slots()).isEqualTo(1);
        assertThat(presence.ended()).isFalse();
        assertThat(presence.running()).isEmpty();
        // Longer than one message lives.
        await().during(Duration.ofSeconds(1))
                .atMost(Observer.DEADLINE)
                .until(() -> presences().size() == 1);
    }

    @Test
    void presence_taskReports_showsItUntilItEnds() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        start(task -> {
            task.report("repo:7:0", "flights.map 0", 2, Map.of("readCount", 5L));
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            task.complete(List.of());
        });
        observer.send(task("x"));
        RunningTask expected = new RunningTask("repo:7:0", "flights.map 0", 2, Map.of("readCount", 5L));
        awaitPresence(all -> all.size() == 1 && all.get(0).running().equals(List.of(expected)));
        release.countDown();
        awaitPresence(all -> all.size() == 1 && all.get(0).running().isEmpty());
    }

    @Test
    void presence_workerEnds_saysSoLast() {
        start(task -> {});
        awaitPresence(all -> !all.isEmpty());
        worker.close();
        assertThat(presences()).singleElement().matches(WorkerPresence::ended);
    }

    @Test
    void stop_taskHeld_reachesItAndNoOther() {
        start(WorkerBrokerTest::holdUntilInterrupted);
        observer.send(taskOf(STEP, "x"));
        assertThat(text(observer.result())).isEqualTo("held");
        observer.command(new StopStep(new StepKey("repo", 8)));
        observer.command(new StopStep(new StepKey("other", 7)));
        observer.command(new StopStep(STEP));
        assertThat(text(observer.result())).isEqualTo("stopped");
        observer.awaitCount(Addresses.TASKS, 0);
    }

    @Test
    void stop_overtakesItsTask_reachesItToo() throws Exception {
        start(WorkerBrokerTest::holdUntilInterrupted);
        events.await("connected");
        observer.send(taskOf(STEP, "first"));
        assertThat(text(observer.result())).isEqualTo("held");
        observer.command(new StopStep(STEP));
        assertThat(text(observer.result())).isEqualTo("stopped");
        observer.send(taskOf(STEP, "second"));
        assertThat(text(observer.result())).isEqualTo("held");
        assertThat(text(observer.result())).isEqualTo("stopped");
    }

    @Test
    void stop_connectedAgainAfterALoss_isHeard() throws Exception {
        start(WorkerBrokerTest::holdUntilInterrupted);
        events.await("connected");
        broker.cut();
        events.await("connection lost");
        events.await("connected");
        observer.send(taskOf(STEP, "x"));
        assertThat(text(observer.result())).isEqualTo("held");
        observer.command(new StopStep(STEP));
        assertThat(text(observer.result())).isEqualTo("stopped");
    }

    @Test
    void drain_taskHeld_handsItBackUncounted() throws Exception {
        start(WorkerBrokerTest::holdUntilInterrupted);
        observer.send(task("x"));
        assertThat(text(observer.result())).isEqualTo("held");
        worker.drain();
        assertThat(text(observer.result())).isEqualTo("handed back");
        assertThat(worker.awaitEnd()).isEqualTo(WorkerEnd.DRAINED);
        try (Worker other = Worker.start(
                settings(),
                TestTasks.handlers(task -> task.complete(List.of(result("delivery " + task.deliveryCount())))),
                new WorkerListener() {})) {
            assertThat(text(observer.result())).isEqualTo("delivery 1");
        }
    }

    @Test
    void drain_taskDoesNotHandBack_givesItBackAfterTheGrace() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        worker = Worker.start(
                settings().handBackGrace(Duration.ofMillis(100)),
                TestTasks.handlers(task -> {
                    task.commit(List.of(result("held")));
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("interrupted", e);
                    }
                }),
                events);
        observer.send(task("x"));
        assertThat(text(observer.result())).isEqualTo("held");
        worker.close();
        try (Worker other = Worker.start(
                settings(),
                TestTasks.handlers(task -> task.complete(List.of(result("again")))),
                new WorkerListener() {})) {
            assertThat(text(observer.result())).isEqualTo("again");
        }
    }

    @Test
    void drain_secondWithShorterGrace_shortensTheFirst() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        worker = Worker.start(
                settings().handBackGrace(Duration.ofHours(1)),
                TestTasks.handlers(task -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("interrupted", e);
                    }
                }),
                events);
        observer.send(task("x"));
        events.await("taken");
        worker.drain();
        worker.drain(Duration.ofMillis(50));
        assertThat(worker.awaitEnd()).isEqualTo(WorkerEnd.DRAINED);
    }

    @Test
    void endWorker_command_endsTheOneNamed() throws Exception {
        start(task -> {});
        events.await("connected");
        observer.command(new EndWorker(worker.identity().name() + "@elsewhere:1"));
        observer.command(new EndWorker(worker.identity().text()));
        assertThat(worker.awaitEnd()).isEqualTo(WorkerEnd.DRAINED);
    }

    @Test
    void commands_unreadable_areIgnored() throws Exception {
        start(WorkerBrokerTest::holdUntilInterrupted);
        events.await("connected");
        observer.send(Addresses.CONTROL, task("not a command"));
        observer.send(taskOf(STEP, "x"));
        assertThat(text(observer.result())).isEqualTo("held");
        observer.command(new StopStep(STEP));
        assertThat(text(observer.result())).isEqualTo("stopped");
    }

    @Test
    void broker_comesLate_isFound() throws Exception {
        broker.stop();
        start(task -> task.complete(List.of(result("done"))));
        broker.begin();
        events.await("connected");
        reopenObserver();
        observer.send(task("x"));
        assertThat(text(observer.result())).isEqualTo("done");
    }

    @Test
    void broker_restarts_workerComesBack() throws Exception {
        start(task -> task.complete(List.of(result("done"))));
        events.await("connected");
        broker.stop();
        events.await("connection lost");
        broker.begin();
        events.await("connected");
        reopenObserver();
        observer.send(task("x"));
        assertThat(text(observer.result())).isEqualTo("done");
    }

    @Test
    void close_neverConnected_ends() throws Exception {
        broker.stop();
        start(task -> {});
        worker.close();
        assertThat(worker.awaitEnd()).isEqualTo(WorkerEnd.DRAINED);
        broker.begin();
        reopenObserver();
    }

    private void reopenObserver() {
        observer.close();
        observer = new Observer(broker.coordinator());
    }
}
