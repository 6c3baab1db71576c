// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.TaskOutput;
import dev.procession.messaging.UnreadableMessageException;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.messaging.WorkerPresence;
import dev.procession.workers.spi.LeaseLostException;
import dev.procession.workers.spi.TaskHandler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a received task to its end, and gives it back to the broker if its handler does not. Shared by all slots. */
final class TaskRunner {

    private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);

    private static final Duration FLUSH_LIMIT = Duration.ofSeconds(2);

    private final WorkerIdentity worker;
    private final TaskProcessRunner ownProcesses;
    private final TaskHandlers handlers;
    private final RunningTasks running;
    private final Executor interrupters;
    private final Runnable onChange;
    private final PrintedLines printed;
    private final WorkerListener listener;
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    TaskRunner(
            WorkerIdentity worker,
            TaskProcessRunner ownProcesses,
            TaskHandlers handlers,
            RunningTasks running,
            Executor interrupters,
            Runnable onChange,
            PrintedLines printed,
            WorkerListener listener) {
        this.worker = worker;
        this.ownProcesses = ownProcesses;
        this.handlers = handlers;
        this.running = running;
        this.interrupters = interrupters;
        this.onChange = onChange;
        this.printed = printed;
        this.listener = listener;
    }

    TaskOutcome run(Lease lease, BrokerSession session, Delivery delivery) {
        Envelope envelope = delivery.envelope();
        TaskHandler handler = handlers.find(envelope.kind());
        if (handler == null) {
            return toDeadLetters(session, delivery);
        }
        BrokerHeldTask task =
                new BrokerHeldTask(lease, session, delivery, worker, new Interruptions(interrupters), onChange);
        listener.taskTaken(envelope);
        running.add(task);
        TaskOutcome outcome = TaskOutcome.FAILED;
        try (TaskPrinter printer = new TaskPrinter(entry -> print(task, entry))) {
            task.beforeEnd(() -> {
                printer.close();
                printed.flush(FLUSH_LIMIT);
            });
            task.onFlushOutput(() -> printed.flush(FLUSH_LIMIT));
            StandardStreams.printTo(printer);
            outcome = run(handler, task);
        } finally {
            StandardStreams.printTo(null);
            running.remove(task);
            onChange.run();
            listener.taskEnded(envelope, outcome);
        }
        return outcome;
    }

    /** What a task prints whose lease is lost, is for the log alone: another worker prints it again. */
    private void print(BrokerHeldTask task, TaskOutput.Entry entry) {
        String step = task.stepText();
        if (step != null && !task.isLost()) {
            WorkerPresence.RunningTask report = task.lastReport();
            printed.add(
                    step.substring(0, step.indexOf(':')),
                    report == null ? "" : report.key(),
                    report == null ? "" : report.description(),
                    entry);
        }
    }

    private TaskOutcome run(TaskHandler handler, BrokerHeldTask task) {
        @Nullable Throwable failure = null;
        try {
            if ("true".equals(task.envelope().header(Headers.OWN_PROCESS))) {
                ownProcesses.run(task, handler, entry -> print(task, entry));
            } else {
                handler.run(task);
            }
        } catch (LeaseLostException e) {
            return lost(task, e);
        } catch (Throwable e) { // an Error of user code must not end the slot
            failure = e;
        }
        if (task.isCompleted() || task.isHandedBack()) {
            if (failure != null) {
                LOG.error("{} failed after it had ended", Tasks.describe(task.envelope()), failure);
            }
            return task.isCompleted() ? TaskOutcome.COMPLETED : TaskOutcome.HANDED_BACK;
        }
        if (task.isLost()) {
            return lost(task, null);
        }
        report(handler, task.envelope(), failure);
        return handBackFailed(task);
    }

    private static TaskOutcome handBackFailed(BrokerHeldTask task) {
        Thread.interrupted(); // the broker's client refuses to work for a thread that user code left interrupted
        try {
            task.handBackFailed();
            return TaskOutcome.FAILED;
        } catch (MessagingException e) {
            return TaskOutcome.LOST; // closing the session gives the task back
        }
    }

    private TaskOutcome lost(BrokerHeldTask task, @Nullable LeaseLostException reason) {
        String why =
                reason != null && reason.getCause() != null ? reason.getCause().toString() : "it has lost the lease";
        LOG.warn("worker {} abandoned the {}: {}", worker.text(), Tasks.describe(task.envelope()), why);
        return TaskOutcome.LOST;
    }

    private void report(TaskHandler handler, Envelope task, @Nullable Throwable failure) {
        if (failure instanceof UnreadableMessageException) {
            if (unreadable.add(task.kind() + " " + task.version())) {
                LOG.error(
                        "worker {} hands back every {}: {}", worker.text(), Tasks.describe(task), failure.getMessage());
            }
        } else if (failure instanceof TaskProcessException) {
            LOG.error("worker {} hands back the {}: {}", worker.text(), Tasks.describe(task), failure.getMessage());
        } else if (failure != null) {
            LOG.error("worker {} hands back the {}: its handler failed", worker.text(), Tasks.describe(task), failure);
        } else {
            LOG.error(
                    "worker {} hands back the {}: {} returned without completing it or handing it back",
                    worker.text(),
                    Tasks.describe(task),
                    handler.getClass().getName());
        }
    }

    // The selector admits only our kinds and messages that bear none. These no version of any worker can read.
    private TaskOutcome toDeadLetters(BrokerSession session, Delivery delivery) {
        LOG.error(
                "a message without a kind in {} went to {}: it was not sent by Procession",
                Addresses.TASKS,
                Addresses.DEAD_LETTERS);
        try {
            session.send(Addresses.DEAD_LETTERS, delivery.envelope());
            delivery.acknowledge();
            session.commit();
            return TaskOutcome.DEAD_LETTER;
        } catch (MessagingException e) {
            LOG.error("could not move it there, it stays in the queue: {}", e.getMessage());
            return TaskOutcome.LOST;
        }
    }
}
