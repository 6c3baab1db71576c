// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static dev.procession.workers.TestTasks.task;
import static dev.procession.workers.TestTasks.taskOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.StepKey;
import dev.procession.messaging.WorkerCommand.StopStep;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.testing.TestBroker;
import dev.procession.workers.spi.WorkerExit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worker JVMs: how they start, die and end. */
class LocalWorkersIT {

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

    private long otherThan(long pid) {
        return fixture.workers().alive().stream()
                .map(WorkerIdentity::pid)
                .filter(other -> other != pid)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void start_twoWorkers_bothRunTasks() {
        fixture.start(fixture.settings().workers(2, 1));
        fixture.send(task("a hold"));
        fixture.send(task("b hold"));
        List<Long> pids = List.of(fixture.report().pid(), fixture.report().pid());
        assertThat(pids)
                .containsExactlyInAnyOrderElementsOf(fixture.workers().alive().stream()
                        .map(WorkerIdentity::pid)
                        .toList());
    }

    @Test
    void kill_workerHoldsATask_theOtherRunsItAndAnotherTakesItsPlace() throws Exception {
        fixture.start(fixture.settings().workers(2, 1));
        fixture.send(task("a hold"));
        long victim = fixture.report("a begun").pid();
        long other = otherThan(victim);
        WorkerFixture.signal("KILL", victim);
        Report again = fixture.report("a begun");
        assertThat(again.pid()).isEqualTo(other);
        assertThat(again.more()).as("delivery count").isEqualTo("2");
        fixture.report("a done");
        WorkerExit exit = fixture.awaitExit(e -> e.worker().pid() == victim);
        assertThat(exit.signal()).isEqualTo(9);
        assertThat(exit.exitCode()).isNull();
        assertThat(exit.wanted()).isFalse();
        assertThat(exit.lastLogLines()).anyMatch(line -> line.startsWith(WorkerProcess.CONNECTED));
        List<WorkerIdentity> now = fixture.awaitAnnounced(2);
        assertThat(now).extracting(WorkerIdentity::name).containsExactlyInAnyOrder("worker-1", "worker-2");
        assertThat(now).extracting(WorkerIdentity::pid).doesNotContain(victim);
    }

    @Tag("full")
    @Test
    void exit_calledByUserCode_theTaskRunsAgain() throws Exception {
        fixture.start(fixture.settings().workers(2, 1));
        fixture.send(task("a exit"));
        long victim = fixture.report("a begun").pid();
        assertThat(fixture.report("a begun").pid()).isNotEqualTo(victim);
        fixture.report("a done");
        WorkerExit exit = fixture.awaitExit(e -> e.worker().pid() == victim);
        assertThat(exit.exitCode()).isEqualTo(5);
        assertThat(exit.signal()).isNull();
    }

    @Test
    void terminate_workerHoldsATask_handsItBackAndExits0() throws Exception {
        fixture.start(fixture.settings().workers(2, 1));
        fixture.send(task("a hold"));
        long victim = fixture.report("a begun").pid();
        WorkerFixture.signal("TERM", victim);
        fixture.report("a returning");
        Report again = fixture.report("a begun");
        assertThat(again.pid()).isNotEqualTo(victim);
        assertThat(again.more()).as("delivery count").isEqualTo("1");
        fixture.report("a done");
        assertThat(fixture.awaitExit(e -> e.worker().pid() == victim).exitCode())
                .isZero();
    }

    @Tag("full")
    @Test
    void terminate_taskHangs_endsAfterTheGrace() throws Exception {
        fixture.start(fixture.settings().handBackGrace(Duration.ofMillis(300)).workers(2, 1));
        fixture.send(task("a hang"));
        long victim = fixture.report("a begun").pid();
        WorkerFixture.signal("TERM", victim);
        fixture.report("a begun");
        fixture.report("a done");
        assertThat(fixture.awaitExit(e -> e.worker().pid() == victim).exitCode())
                .isZero();
    }

    @Test
    void interrupt_fromTheTerminal_isLeftToTheParent() throws Exception {
        fixture.start(fixture.settings());
        long pid = fixture.workers().alive().get(0).pid();
        WorkerFixture.signal("INT", pid);
        WorkerFixture.signal("HUP", pid);
        fixture.send(task("a run"));
        assertThat(fixture.report("a begun").pid()).isEqualTo(pid);
        fixture.report("a done");
    }

    @Test
    void close_workerHoldsATask_givesItBackAndEndsTheProcess() throws Exception {
        fixture.start(fixture.settings());
        fixture.send(task("a hold"));
        long pid = fixture.report("a begun").pid();
        fixture.workers().close();
        fixture.report("a returning");
        assertThat(WorkerFixture.isAlive(pid)).isFalse();
        WorkerExit exit = fixture.awaitExit(e -> e.worker().pid() == pid);
        assertThat(exit.wanted()).isTrue();
        assertThat(exit.exitCode()).isZero();
        fixture.observer().awaitCount(Addresses.TASKS, 1);
    }

    @Tag("full")
    @Test
    void close_taskHangs_endsTheProcess() {
        fixture.start(fixture.settings());
        fixture.send(task("a hang"));
        long pid = fixture.report("a begun").pid();
        fixture.workers().close();
        assertThat(WorkerFixture.isAlive(pid)).isFalse();
    }

    @Test
    void kill_parent_endsItsWorkers() throws Exception {
        Process parent = new ProcessBuilder(JavaCommand.of(List.of(), WorkerClassPath.ofThisJvm(), ParentProgram.class))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        fixture.watch(parent.pid());
        BrokerEndpoint worker = broker.worker();
        parent.getOutputStream()
                .write(String.join(
                                "\n",
                                worker.uri(),
                                worker.credentials().user(),
                                worker.credentials().password(),
                                fixture.logs() + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        parent.getOutputStream().flush();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            long first = Long.parseLong(out.readLine());
            long second = Long.parseLong(out.readLine());
            fixture.watch(first);
            fixture.watch(second);
            fixture.awaitAnnounced(2);
            fixture.send(task("a hold"));
            fixture.report("a begun");
            parent.destroyForcibly();
            fixture.report("a returning");
            fixture.awaitGone(first);
            fixture.awaitGone(second);
        }
    }

    @Tag("full")
    @Test
    void scaleTo_moreAndFewer_startsAndDrains() throws Exception {
        fixture.start(fixture.settings().workers(1, 1));
        fixture.workers().scaleTo(3);
        List<WorkerIdentity> three = fixture.awaitAnnounced(3);
        assertThat(three)
                .extracting(WorkerIdentity::name)
                .containsExactlyInAnyOrder("worker-1", "worker-2", "worker-3");
        fixture.workers().scaleTo(1);
        assertThat(fixture.awaitExit(WorkerExit::wanted).exitCode()).isZero();
        assertThat(fixture.awaitExit(WorkerExit::wanted).exitCode()).isZero();
        assertThat(fixture.awaitAnnounced(1)).extracting(WorkerIdentity::name).containsExactly("worker-1");
        assertThat(fixture.workers().alive()).hasSize(1);
    }

    private LocalWorkerSettings settingsThatFail() {
        return fixture.settings().jvm(fixture.settings().classPath(), List.of("-XX:NoSuchOption=1"));
    }

    @Test
    void start_jvmOptionWrong_isGivenUpWithTheLog() throws Exception {
        try (LocalWorkers workers = LocalWorkers.start(settingsThatFail(), fixture)) {
            WorkerStartException failure = fixture.awaitGivenUp();
            assertThat(failure).hasMessageContaining("NoSuchOption").hasMessageContaining("worker-1");
            assertThat(failure.lastExit().exitCode()).isEqualTo(1);
            assertThat(workers.alive()).isEmpty();
        }
    }

    @Tag("full")
    @Test
    void close_whileStartsFail_endsThem() {
        LocalWorkers workers = LocalWorkers.start(settingsThatFail().workers(2, 1), fixture);
        workers.close();
        assertThat(workers.alive()).isEmpty();
    }

    @Tag("full")
    @Test
    void freeze_longerThanTheLease_isFencedAndComesBack() throws Exception {
        ConnectionSettings shortLease =
                new ConnectionSettings(Duration.ofSeconds(2), Duration.ofSeconds(10), 1024 * 1024);
        fixture.start(fixture.settings().connection(shortLease).workers(2, 1));
        fixture.send(task("a hold"));
        long frozen = fixture.report("a begun").pid();
        WorkerFixture.signal("STOP", frozen);
        try {
            assertThat(fixture.report("a begun").pid()).isNotEqualTo(frozen);
            fixture.report("a done");
        } finally {
            WorkerFixture.signal("CONT", frozen);
        }
        // What the frozen one says when it is told that its lease is gone must not be seen; that it takes tasks again
        // must.
        await().atMost(Observer.DEADLINE)
                .until(() -> fixture.log("worker-1").contains("abandoned")
                        || fixture.log("worker-2").contains("abandoned"));
        fixture.send(task("b hold"));
        fixture.send(task("c hold"));
        List<Report> next = List.of(fixture.report(), fixture.report());
        assertThat(next).extracting(Report::summary).containsExactlyInAnyOrder("b begun", "c begun");
        assertThat(WorkerFixture.isAlive(frozen)).isTrue();
    }

    @Test
    void stop_fromTheCoordinator_reachesTheWorker() {
        StepKey step = new StepKey("repo", 1);
        fixture.start(fixture.settings());
        fixture.send(taskOf(step, "a hold"));
        fixture.report("a begun");
        fixture.observer().command(new StopStep(step));
        fixture.report("a stopped");
    }

    @Test
    void print_userCode_goesToTheLog() throws Exception {
        fixture.start(fixture.settings());
        fixture.send(task("a print"));
        fixture.report("a begun");
        fixture.report("a done");
        assertThat(fixture.log("worker-1"))
                .contains("printed by user code")
                .contains("printed as an error by user code");
    }
}
