// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.MessageTooLargeException;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.TaskOutput;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.workers.spi.HeldTask;
import dev.procession.workers.spi.LeaseLostException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A task in a process of its own: every request goes to the worker that holds it, which answers each before the next.
 *
 * <p>A lost lease is never answered: the worker kills this process, or is dead, which {@link #receiveAll} sees.
 */
final class PipedHeldTask implements HeldTask {

    private final TaskChannel channel;
    private final TaskFrame.Run run;
    private final WorkerIdentity worker;
    private final Interruptions interruptions =
            new Interruptions(Executors.newCachedThreadPool(new WorkerThreads("interruption")));
    private final BlockingQueue<TaskFrame> answers = new ArrayBlockingQueue<>(1);
    private boolean committed;
    private Runnable beforeEnd = () -> {};
    private final AtomicBoolean printed = new AtomicBoolean();
    private volatile boolean ended;

    PipedHeldTask(TaskChannel channel, TaskFrame.Run run, WorkerIdentity worker) {
        this.channel = channel;
        this.run = run;
        this.worker = worker;
    }

    /** Receives what the worker says until it is gone. */
    void receiveAll(Runnable whenGone) {
        try {
            for (TaskFrame frame = channel.receive(); frame != null; frame = channel.receive()) {
                if (frame instanceof TaskFrame.Interrupt interrupt) {
                    interruptions.raise(interrupt.interruption());
                } else {
                    answers.add(frame);
                }
            }
        } catch (IOException e) {
            // as its end
        }
        whenGone.run();
    }

    @Override
    public Envelope envelope() {
        return run.task();
    }

    @Override
    public int deliveryCount() {
        return run.deliveryCount();
    }

    @Override
    public WorkerIdentity worker() {
        return worker;
    }

    @Override
    public @Nullable Envelope lastValue(String queue, String key) {
        return ask(new TaskFrame.LastValue(queue, key));
    }

    @Override
    public void commit(List<Send> sends) {
        checkSizes(sends);
        ask(new TaskFrame.Commit(sends));
        committed = true;
    }

    @Override
    public BrokerEndpoint broker() {
        return run.broker();
    }

    @Override
    public ConnectionSettings connection() {
        return run.connection();
    }

    @Override
    public boolean hasCommitted() {
        return committed;
    }

    @Override
    public void complete(List<Send> sends) {
        checkSizes(sends);
        beforeEnd.run();
        ask(new TaskFrame.Complete(sends));
        ended = true;
    }

    @Override
    public void handBack() {
        beforeEnd.run();
        ask(new TaskFrame.HandBack());
        ended = true;
    }

    @Override
    public void onInterruption(Consumer<Interruption> listener) {
        interruptions.listen(listener);
    }

    @Override
    public void report(String key, String description, int attempt, Map<String, Long> counts) {
        try {
            channel.send(new TaskFrame.Report(key, description, attempt, counts));
        } catch (IOException e) {
            // nobody is left to see it
        }
    }

    @Override
    public void flushOutput() {
        if (printed.getAndSet(false) && !ended) {
            ask(new TaskFrame.FlushOutput());
        }
    }

    /** Sends what the task printed or logged. */
    void print(TaskOutput.Entry entry) {
        printed.set(true);
        try {
            channel.send(new TaskFrame.Printed(entry));
        } catch (IOException e) {
            // nobody is left to see it
        }
    }

    /** Calls {@code action} before the task is completed or handed back. */
    void beforeEnd(Runnable action) {
        beforeEnd = action;
    }

    // Here rather than in the worker, so that user code gets the exception of the right class.
    private void checkSizes(List<Send> sends) {
        sends.forEach(send ->
                MessageTooLargeException.check(send.envelope(), run.connection().maxMessageBytes()));
    }

    private synchronized @Nullable Envelope ask(TaskFrame request) {
        if (ended) {
            throw new IllegalStateException("the task has been completed or handed back");
        }
        try {
            channel.send(request);
        } catch (IOException e) {
            throw new LeaseLostException("the worker that holds the task of " + worker.text() + " is gone", e);
        }
        TaskFrame answer = takeAnswer();
        if (answer instanceof TaskFrame.Done done) {
            return done.value();
        }
        throw new MessagingException(
                answer instanceof TaskFrame.Refused refused ? refused.message() : "" + answer, null);
    }

    // Not to be left on an interrupt, or the answer would be taken for that of the next request.
    private TaskFrame takeAnswer() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answers.take();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
