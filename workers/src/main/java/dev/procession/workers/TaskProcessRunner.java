// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.Envelope;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.RemoteFailure;
import dev.procession.messaging.TaskOutput;
import dev.procession.messaging.UnreadableMessageException;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.workers.spi.LeaseLostException;
import dev.procession.workers.spi.TaskHandler;
import dev.procession.workers.spi.WorkerExit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task in a process of its own: the slot goes on holding it, and does on its session what the process asks for.
 *
 * <p><em>Failure:</em> when the process dies, the task goes back to the broker. When the lease is lost, the process is killed at once:
 * unlike a thread, it can be.
 */
final class TaskProcessRunner {

    private static final Logger LOG = LoggerFactory.getLogger(TaskProcessRunner.class);

    private final WorkerSettings settings;
    private final WorkerThreads threads;

    TaskProcessRunner(WorkerSettings settings, WorkerThreads threads) {
        this.settings = settings;
        this.threads = threads;
    }

    /**
     * Starts a process, and blocks until it has ended.
     *
     * @param printed gets the lines that the task prints
     * @throws TaskProcessException if it did not bring the task to an end
     */
    void run(BrokerHeldTask task, TaskHandler handler, Consumer<TaskOutput.Entry> printed) {
        try (TaskJvm jvm = TaskJvm.start(settings.classPath(), threads)) {
            task.runsElsewhere(jvm::kill);
            WorkerIdentity worker = task.worker();
            WorkerIdentity process = new WorkerIdentity(worker.name() + "/" + jvm.pid(), worker.host(), jvm.pid());
            try (TaskChannel channel = jvm.connect()) {
                TaskFrame.Returned returned = channel == null ? null : serve(task, channel, printed);
                // Closing the channel halts the process, so not before it has ended by itself.
                WorkerExit exit = withReason(jvm.awaitExit(process), task.overdue());
                conclude(task, handler, returned, exit);
            }
        } catch (IOException e) {
            throw new TaskProcessException("no connection to the process of the task: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LeaseLostException("the task was abandoned while its process ran", e);
        }
    }

    private static WorkerExit withReason(WorkerExit exit, @Nullable String overdue) {
        if (overdue == null) {
            return exit;
        }
        List<String> lines = new ArrayList<>(exit.lastLogLines());
        lines.add("[killed by its worker: " + overdue + "]");
        return new WorkerExit(exit.worker(), exit.exitCode(), exit.signal(), true, lines);
    }

    /** Does what the process asks for until it says its last word; null if it ended without. */
    private TaskFrame.@Nullable Returned serve(
            BrokerHeldTask task, TaskChannel channel, Consumer<TaskOutput.Entry> printed) throws IOException {
        WorkerIdentity worker = task.worker();
        if (!trySend(
                channel,
                new TaskFrame.Run(
                        worker.name(),
                        worker.host(),
                        task.deliveryCount(),
                        task.broker(),
                        task.connection(),
                        task.envelope()))) {
            return null;
        }
        task.onInterruption(interruption -> trySend(channel, new TaskFrame.Interrupt(interruption)));
        for (TaskFrame frame = channel.receive(); frame != null; frame = channel.receive()) {
            if (frame instanceof TaskFrame.Returned returned) {
                return returned;
            } else if (frame instanceof TaskFrame.Printed output) {
                printed.accept(output.entry());
            } else if (frame instanceof TaskFrame.Report report) {
                task.report(report.key(), report.description(), report.attempt(), report.counts());
            } else {
                trySend(channel, answer(task, frame));
            }
        }
        return null;
    }

    // If the process is gone, the next receive says so.
    private static boolean trySend(TaskChannel channel, TaskFrame frame) {
        try {
            channel.send(frame);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static TaskFrame answer(BrokerHeldTask task, TaskFrame request) {
        try {
            return new TaskFrame.Done(perform(task, request));
        } catch (LeaseLostException e) {
            throw e; // no answer, the process is killed
        } catch (MessagingException | IllegalStateException e) {
            return new TaskFrame.Refused(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Envelope perform(BrokerHeldTask task, TaskFrame request) {
        if (request instanceof TaskFrame.LastValue last) {
            return task.lastValue(last.queue(), last.key());
        } else if (request instanceof TaskFrame.Commit commit) {
            task.commit(commit.sends());
        } else if (request instanceof TaskFrame.Complete complete) {
            task.complete(complete.sends());
        } else if (request instanceof TaskFrame.HandBack) {
            task.handBack();
        } else if (request instanceof TaskFrame.FlushOutput) {
            task.flushOutput();
        } else {
            throw new IllegalStateException("not a request: " + request);
        }
        return null;
    }

    private static void conclude(
            BrokerHeldTask task, TaskHandler handler, TaskFrame.@Nullable Returned returned, WorkerExit exit) {
        if (task.isLost()) {
            throw new LeaseLostException(
                    "the lease was lost while process " + exit.worker().pid() + " ran the task", null);
        }
        RemoteFailure failure = returned == null ? null : returned.failure();
        if (failure != null) {
            throw failed(failure, exit);
        }
        if (returned == null && !task.isCompleted() && !task.isHandedBack()) {
            record(task, handler, exit);
            if (task.isCompleted()) {
                LOG.error("{} is given up", Tasks.describe(task.envelope()));
                return;
            }
            throw new TaskProcessException(
                    "process " + exit.worker().pid() + ", started for it, ended with " + exit.cause()
                            + " before the task did; the last it printed:\n" + String.join("\n", exit.lastLogLines()),
                    null);
        }
    }

    private static MessagingException failed(RemoteFailure failure, WorkerExit exit) {
        if (failure.className().equals(UnreadableMessageException.class.getName())) {
            return new UnreadableMessageException(String.valueOf(failure.message()));
        }
        return new TaskProcessException(
                "its handler failed in process " + exit.worker().pid() + ":\n" + failure.stackTrace(), null);
    }

    private static void record(BrokerHeldTask task, TaskHandler handler, WorkerExit exit) {
        try {
            handler.processEnded(task, exit);
        } catch (LeaseLostException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error(
                    "the end of process {} could not be recorded", exit.worker().pid(), e);
        }
    }
}
