// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.ObjectSerializer;
import dev.procession.messaging.PartitionCheckpoint;
import dev.procession.messaging.PartitionEvent;
import dev.procession.messaging.PartitionKey;
import dev.procession.messaging.PartitionTask;
import dev.procession.messaging.RemoteFailure;
import dev.procession.messaging.StepKey;
import dev.procession.messaging.TrustedClasses;
import dev.procession.messaging.UnreadableMessageException;
import dev.procession.workers.spi.HeldTask;
import dev.procession.workers.spi.HeldTask.Send;
import dev.procession.workers.spi.LeaseLostException;
import dev.procession.workers.spi.TaskHandler;
import dev.procession.workers.spi.WorkerExit;
import java.io.File;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jberet.job.model.Job;
import org.jberet.job.model.Step;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs partitions in a worker JVM. */
public final class WorkerPartitionHandler implements TaskHandler {

    /** System property of a worker JVM: the class path entries that hold the user's jobs. */
    public static final String JOBS_PATH = "procession.jobs.path";

    private static final Logger log = LoggerFactory.getLogger(WorkerPartitionHandler.class);

    private final InstantSource clock = InstantSource.system();
    private final ClassLoader classLoader;
    private final CompletableFuture<CdiArtifactFactory> artifacts;
    private final ObjectSerializer serializer;
    private final StepDatabases databases = new StepDatabases();
    private final UnreadableCheckpoints unreadable = new UnreadableCheckpoints(System::nanoTime, clock);

    /** For {@link java.util.ServiceLoader}. Boots CDI on a thread of its own, beside the connection to the broker. */
    public WorkerPartitionHandler() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        classLoader = context == null ? WorkerPartitionHandler.class.getClassLoader() : context;
        serializer = ObjectSerializer.of(
                classLoader, TrustedClasses.of(System.getProperty(TrustedClasses.SETTING, ""), jobsPath()));
        artifacts = new CompletableFuture<>();
        Thread boot = new Thread(this::bootCdi, "cdi-boot");
        boot.setDaemon(true);
        boot.start();
    }

    private void bootCdi() {
        try {
            artifacts.complete(CdiArtifactFactory.start(classLoader));
        } catch (Throwable e) {
            artifacts.completeExceptionally(e);
        }
    }

    private static Set<Path> jobsPath() {
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getProperty(JOBS_PATH, ""))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String kind() {
        return PartitionTask.KIND;
    }

    @Override
    public int newestVersion() {
        return PartitionTask.VERSION;
    }

    @Override
    public void run(HeldTask held) {
        PartitionTask task;
        try {
            task = PartitionTask.from(held.envelope());
        } catch (UnreadableMessageException e) {
            toDeadLetters(held, e);
            return;
        }
        PartitionCheckpoint start = readCheckpoint(task, held, WorkerPartitionHandler::nextAttempt);
        if (start == null) {
            return;
        }
        if (start.charged() > task.maxAttempts()) {
            end(task, held, start, lostTooOften(task, start));
            return;
        }
        PartitionReporter.begin(task, held, clock, start);
        runAttempt(task, held, start);
    }

    /** No worker can ever read it: its version is one that we know, later ones never come here. */
    private void toDeadLetters(HeldTask held, UnreadableMessageException reason) {
        PartitionKey key = PartitionTask.keyOf(held.envelope());
        String what = "the task of " + (key == null ? "no partition" : "partition " + key.text());
        log.error("{} cannot be read, and went to {}: {}", what, Addresses.DEAD_LETTERS, reason.getMessage());
        List<Send> sends = new ArrayList<>();
        sends.add(new Send(Addresses.DEAD_LETTERS, held.envelope().deadLetter()));
        if (key != null) {
            UnreadableMessageException why = new UnreadableMessageException("worker "
                    + held.worker().text() + " cannot read its task, which is in " + Addresses.DEAD_LETTERS + " now: "
                    + reason.getMessage());
            sends.add(new Send(
                    Addresses.RESULTS,
                    PartitionEvent.Ended.untold(key, held.worker(), clock.instant(), why)
                            .toEnvelope()));
        }
        held.complete(sends);
    }

    /** The attempt that begins now, and where. */
    private static PartitionCheckpoint nextAttempt(PartitionTask task, HeldTask held, @Nullable Envelope last) {
        if (last == null) {
            return new PartitionCheckpoint(held.deliveryCount(), held.deliveryCount(), task.start(), Map.of());
        }
        return PartitionCheckpoint.from(last).next(held.deliveryCount());
    }

    private static PartitionCheckpoint lastCheckpoint(PartitionTask task, HeldTask held, @Nullable Envelope last) {
        return last == null ? nextAttempt(task, held, last) : PartitionCheckpoint.from(last);
    }

    private interface CheckpointReader {
        PartitionCheckpoint read(PartitionTask task, HeldTask held, @Nullable Envelope last);
    }

    /** Null if it cannot be read here: then this worker has nothing more to do with the task. */
    private @Nullable PartitionCheckpoint readCheckpoint(PartitionTask task, HeldTask held, CheckpointReader reader) {
        Envelope last = held.lastValue(Addresses.CHECKPOINTS, task.key().text());
        try {
            return reader.read(task, held, last);
        } catch (UnreadableMessageException e) {
            if (last == null) {
                throw e;
            }
            unreadable.meet(task, held, last, e);
            return null;
        }
    }

    /** A process of the partition's own died. It counts as an attempt also if it never came as far as saying so. */
    @Override
    public void processEnded(HeldTask held, WorkerExit exit) {
        PartitionTask task = PartitionTask.from(held.envelope());
        List<Send> sends = new ArrayList<>();
        PartitionCheckpoint attempt = readCheckpoint(
                task,
                held,
                held.hasCommitted() ? WorkerPartitionHandler::lastCheckpoint : WorkerPartitionHandler::nextAttempt);
        if (attempt == null) {
            return;
        }
        if (!held.hasCommitted()) {
            sends.addAll(PartitionReporter.beginning(task, exit.worker(), clock, attempt));
        }
        sends.add(new Send(
                Addresses.RESULTS,
                new PartitionEvent.Lost(
                                task.key(),
                                attempt.attempt(),
                                exit.worker(),
                                clock.instant(),
                                exit.exitCode(),
                                exit.signalName(),
                                String.join("\n", exit.lastLogLines()))
                        .toEnvelope()));
        if (attempt.charged() < task.maxAttempts()) {
            held.commit(sends);
        } else {
            PartitionCheckpoint after = attempt.next(0);
            sends.add(ended(task, held, after, lostTooOften(task, after)));
            held.complete(sends);
        }
    }

    private void runAttempt(PartitionTask task, HeldTask held, PartitionCheckpoint start) {
        PartitionReporter reporter = null;
        try {
            Job job = PartitionRun.parse(task, classLoader);
            Step step = (Step) job.getJobElements().get(0);
            reporter = new PartitionReporter(task, held, serializer, clock, step, start);
            CdiArtifactFactory factory = artifacts.join();
            PartitionReporter reports = reporter;
            PartitionRun run = new PartitionRun(task, classLoader, factory, serializer, databases);
            sharing(factory, task, held, reports, () -> run.run(held, reports, job, start));
        } catch (LeaseLostException e) {
            throw e;
        } catch (Exception | LinkageError e) {
            log.error("partition {} could not be run", task.key().text(), e);
            endUnlessEnded(task, held, start, reporter, RemoteFailure.of(e));
            return;
        }
        if (reporter != null) {
            reporter.throwIfLost();
            endUnlessEnded(
                    task,
                    held,
                    start,
                    reporter,
                    RemoteFailure.of(new IllegalStateException("the partition's runner ended without a result")));
        }
    }

    private void sharing(
            CdiArtifactFactory factory, PartitionTask task, HeldTask held, PartitionReporter reporter, Runnable run) {
        SharedAccess shared = factory.shared();
        ArtifactProcesses processes = factory.processes();
        StepKey step = task.key().step();
        shared.at(step.repository(), held.broker(), held.connection(), serializer);
        processes.at(new BatchEngine.Children(
                held.broker(), System.getProperty(TrustedClasses.SETTING, ""), List.copyOf(jobsPath())));
        try (SharedAccess.Visit visit = shared.enter(task.executionId(), held::flushOutput)) {
            reporter.beforeEnd(() -> {
                processes.partitionEnded(step.stepExecutionId(), task.key().partition());
                visit.close(); // after the processes, which may have used what they were given
            });
            run.run();
        } finally {
            processes.partitionEnded(step.stepExecutionId(), task.key().partition());
        }
    }

    private void endUnlessEnded(
            PartitionTask task,
            HeldTask held,
            PartitionCheckpoint start,
            @Nullable PartitionReporter reporter,
            RemoteFailure failure) {
        if (reporter == null || !reporter.hasEnded()) {
            end(task, held, start, failure);
        }
    }

    private static RemoteFailure lostTooOften(PartitionTask task, PartitionCheckpoint start) {
        String message = "partition " + task.key().partition() + " of step '" + task.stepName() + "' was lost by "
                + (start.charged() - 1) + " workers, the limit is " + task.maxAttempts();
        return new RemoteFailure(PartitionHistory.LOST_TOO_OFTEN, message, message);
    }

    private void end(PartitionTask task, HeldTask held, PartitionCheckpoint start, RemoteFailure failure) {
        held.complete(List.of(ended(task, held, start, failure)));
    }

    private Send ended(PartitionTask task, HeldTask held, PartitionCheckpoint start, RemoteFailure failure) {
        return new Send(
                Addresses.RESULTS,
                new PartitionEvent.Ended(
                                task.key(),
                                start.attempt(),
                                held.worker(),
                                clock.instant(),
                                "FAILED",
                                "FAILED",
                                start.state(),
                                start.metrics(),
                                failure)
                        .toEnvelope());
    }
}
