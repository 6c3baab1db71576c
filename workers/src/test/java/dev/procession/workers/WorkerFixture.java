// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.messaging.Envelope;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.messaging.WorkerPresence;
import dev.procession.testing.TestBroker;
import dev.procession.workers.spi.WorkerExit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A broker, worker JVMs and an observer; sees to it that no process is left. */
public final class WorkerFixture implements AutoCloseable, LocalWorkersListener {

    private final TestBroker broker;
    private final Path logs;
    private final Set<Long> pids = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<WorkerExit> exits = new LinkedBlockingQueue<>();
    private final BlockingQueue<WorkerStartException> givenUp = new LinkedBlockingQueue<>();
    private final Observer observer;
    private LocalWorkers workers;

    public WorkerFixture(TestBroker broker, Path logs) {
        this.broker = broker;
        this.logs = logs;
        observer = new Observer(broker.coordinator());
    }

    public Path logs() {
        return logs;
    }

    public Observer observer() {
        return observer;
    }

    public LocalWorkers workers() {
        return workers;
    }

    public LocalWorkerSettings settings() {
        return LocalWorkerSettings.of(broker.worker(), logs);
    }

    /** Starts workers and waits until all are announced. */
    public LocalWorkers start(LocalWorkerSettings settings) {
        workers = LocalWorkers.start(settings, this);
        awaitAnnounced(settings.count());
        return workers;
    }

    /** Waits until this many live workers are announced. */
    public List<WorkerIdentity> awaitAnnounced(int count) {
        return await().atMost(Observer.DEADLINE).until(this::announced, announced -> announced.size() == count);
    }

    private List<WorkerIdentity> announced() {
        return observer.presences().stream()
                .filter(presence -> !presence.ended())
                .map(WorkerPresence::worker)
                .filter(worker -> isAlive(worker.pid()))
                .toList();
    }

    public void send(Envelope task) {
        observer.send(task);
    }

    /** The next report. */
    public Report report() {
        Report report = Report.of(observer.result());
        pids.add(report.realPid());
        return report;
    }

    /** The next report, which must be this. */
    public Report report(String summary) {
        Report report = report();
        assertThat(report.summary()).as("next report, of %s", report).isEqualTo(summary);
        return report;
    }

    /** The end of a process. */
    public WorkerExit awaitExit(Predicate<WorkerExit> which) throws InterruptedException {
        List<WorkerExit> others = new ArrayList<>();
        for (WorkerExit exit = nextExit(); exit != null; exit = nextExit()) {
            if (which.test(exit)) {
                return exit;
            }
            others.add(exit);
        }
        throw new AssertionError("the process did not end; others did: " + others);
    }

    private WorkerExit nextExit() throws InterruptedException {
        return exits.poll(Observer.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    public WorkerStartException awaitGivenUp() throws InterruptedException {
        return givenUp.poll(Observer.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    /** The log of a worker. */
    public String log(String worker) throws IOException {
        return new String(Files.readAllBytes(logs.resolve(worker + ".log")), StandardCharsets.ISO_8859_1);
    }

    /** Remembers a process that must be gone in the end. */
    public void watch(long pid) {
        pids.add(pid);
    }

    public void awaitGone(long pid) {
        await().atMost(Observer.DEADLINE).until(() -> !isAlive(pid));
    }

    public static boolean isAlive(long pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        return process.isPresent() && process.get().isAlive();
    }

    /** Sends a signal of the operating system. */
    public static void signal(String name, long pid) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(status).as("kill -%s %s", name, pid).isZero();
    }

    @Override
    public void started(WorkerIdentity worker) {
        pids.add(worker.pid());
    }

    @Override
    public void exited(WorkerExit exit) {
        exits.add(exit);
    }

    @Override
    public void gaveUp(WorkerStartException failure) {
        givenUp.add(failure);
    }

    @Override
    public void close() throws Exception {
        try {
            if (workers != null) {
                workers.close();
            }
            await("processes left").atMost(Observer.DEADLINE).untilAsserted(() -> {
                assertThat(pids).filteredOn(WorkerFixture::isAlive).isEmpty();
                assertThat(ProcessHandle.current().descendants()).isEmpty();
            });
        } finally {
            pids.stream().map(ProcessHandle::of).flatMap(Optional::stream).forEach(ProcessHandle::destroyForcibly);
            observer.purge();
            observer.close();
        }
    }
}
