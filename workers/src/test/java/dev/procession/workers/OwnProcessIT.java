// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;
import dev.procession.messaging.StepKey;
import dev.procession.messaging.WorkerCommand.StopStep;
import dev.procession.testing.TestBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that get a JVM of their own. */
class OwnProcessIT {

    private static final StepKey STEP = new StepKey("repo", 1);

    @TempDir
    private static Path directory;

    private static TestBroker broker;

    private WorkerFixture fixture;

    @BeforeAll
    static void startBroker() throws IOException {
        broker = TestBroker.start(directory.resolve("broker"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void open() {
        fixture = new WorkerFixture(broker, directory.resolve("logs"));
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private static Envelope ownProcess(String body) {
        return TestTasks.taskOf(STEP, body).header(Headers.OWN_PROCESS, "true");
    }

    private void start() {
        fixture.start(fixture.settings());
    }

    private long workerPid() {
        return fixture.workers().alive().get(0).pid();
    }

    @Test
    void task_ownProcess_runsInAnotherJvmUnderItsOwnName() {
        start();
        fixture.send(ownProcess("a run"));
        Report begun = fixture.report("a begun");
        assertThat(begun.pid()).isEqualTo(begun.realPid()).isNotEqualTo(workerPid());
        assertThat(begun.worker()).isEqualTo("worker-1/" + begun.pid());
        fixture.report("a done");
        fixture.awaitGone(begun.pid());
        fixture.observer().awaitCount(Addresses.TASKS, 0);
    }

    @Test
    void tasks_ownProcess_areStillBoundedBySlots() {
        start();
        fixture.send(ownProcess("a hold"));
        fixture.send(ownProcess("b run"));
        Report first = fixture.report("a begun");
        fixture.observer().command(new StopStep(STEP));
        fixture.report("a stopped");
        assertThat(fixture.report("b begun").pid()).isNotEqualTo(first.pid());
        fixture.report("b done");
    }

    @Tag("full")
    @Test
    void print_ownProcess_doesNoHarmAndGoesToTheLog() throws Exception {
        start();
        fixture.send(ownProcess("a print"));
        fixture.report("a begun");
        fixture.report("a done");
        await().atMost(Observer.DEADLINE).until(() -> fixture.log("worker-1").contains("printed by user code"));
        await().atMost(Observer.DEADLINE)
                .until(() -> fixture.log("worker-1").contains("printed as an error by user code"));
    }

    @Tag("full")
    @Test
    void jvmOptions_thatPrint_doNoHarm() {
        fixture.start(
                fixture.settings().jvm(fixture.settings().classPath(), List.of("-Xlog:gc*=debug:stdout", "-Xmx48m")));
        fixture.send(ownProcess("a print"));
        fixture.report("a begun");
        fixture.report("a done");
    }

    @Test
    void kill_process_isRecordedAndTheTaskRunsAgain() throws Exception {
        start();
        fixture.send(ownProcess("a hold"));
        Report begun = fixture.report("a begun");
        WorkerFixture.signal("KILL", begun.pid());
        Report lost = fixture.report("a lost");
        assertThat(lost.more()).isEqualTo("SIGKILL");
        assertThat(lost.pid()).isEqualTo(workerPid());
        Report again = fixture.report("a begun");
        assertThat(again.pid()).isNotEqualTo(begun.pid());
        assertThat(again.more()).as("delivery count").isEqualTo("2");
        fixture.report("a done");
        assertThat(WorkerFixture.isAlive(workerPid())).isTrue();
    }

    @Tag("full")
    @Test
    void exit_calledByUserCode_endsOnlyTheProcess() {
        start();
        long worker = workerPid();
        fixture.send(ownProcess("a exit"));
        fixture.report("a begun");
        assertThat(fixture.report("a lost").more()).isEqualTo("exit code 5");
        fixture.report("a begun");
        fixture.report("a done");
        assertThat(workerPid()).isEqualTo(worker);
    }

    @Tag("full")
    @Test
    void handler_throws_theTaskRunsAgainAndTheLogSaysWhy() throws Exception {
        start();
        fixture.send(ownProcess("a throw"));
        fixture.report("a begun");
        fixture.report("a begun");
        fixture.report("a done");
        await().atMost(Observer.DEADLINE)
                .untilAsserted(() -> assertThat(fixture.log("worker-1"))
                        .contains("IllegalStateException: on purpose", "ScriptedTaskHandler.act"));
    }

    @Test
    void terminate_worker_theProcessHandsBackAndEnds() throws Exception {
        start();
        fixture.send(ownProcess("a hold"));
        Report begun = fixture.report("a begun");
        WorkerFixture.signal("TERM", workerPid());
        fixture.report("a returning");
        fixture.awaitGone(begun.pid());
    }

    @Tag("full")
    @Test
    void kill_worker_theProcessHalts() throws Exception {
        start();
        fixture.send(ownProcess("a hang"));
        Report begun = fixture.report("a begun");
        WorkerFixture.signal("KILL", workerPid());
        fixture.awaitGone(begun.pid());
    }

    @Tag("full")
    @Test
    void connectionDropped_theProcessIsKilledAndTheTaskRunsAgain() {
        start();
        fixture.send(ownProcess("a hang"));
        Report begun = fixture.report("a begun");
        broker.cut();
        fixture.awaitGone(begun.pid());
        fixture.observer().awaitCount(Addresses.TASKS, 0);
    }
}
