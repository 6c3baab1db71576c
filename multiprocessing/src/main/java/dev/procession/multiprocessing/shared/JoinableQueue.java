// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue of tasks: a task is done when the thread that took it says so, and {@link #join()} waits until all are.
 *
 * <p><em>Failure:</em> the tasks that a process had taken and not done go to others when it dies, ahead of later ones. So a task is done at
 * least once; one that kills whoever takes it comes again and again. A task whose {@link #taskDone()} has returned does not come again.
 */
public final class JoinableQueue<E> implements Serializable {

    private static final long FOR_EVER = Long.MAX_VALUE;

    private final transient Supplier<Participant> participant;
    private final transient ObjectName name;
    private final transient ValueCodec codec;
    private final transient ThreadLocal<Deque<Tasks.Taken>> taken = ThreadLocal.withInitial(ArrayDeque::new);
    private transient volatile @Nullable Tasks tasks;

    JoinableQueue(Supplier<Participant> participant, ObjectName name, ValueCodec codec) {
        this.participant = participant;
        this.name = name;
        this.codec = codec;
    }

    private Tasks tasks() {
        Tasks open = tasks;
        return open != null && !open.isEnded() ? open : openTasks();
    }

    private synchronized Tasks openTasks() {
        Tasks open = tasks;
        if (open == null || open.isEnded()) {
            open = participant.get().tasks(name);
            tasks = open;
        }
        return open;
    }

    /**
     * Puts a task; the broker has it when this returns.
     *
     * @throws BrokerUnavailableException if the broker is lost
     */
    public void put(E task) {
        tasks().put(codec.toBytes(Objects.requireNonNull(task, "a queue holds no null"), name));
    }

    /**
     * Takes a task; waits until there is one.
     *
     * @throws BrokerUnavailableException if the broker is lost meanwhile
     */
    public E take() throws InterruptedException {
        return Objects.requireNonNull(accept(tasks().take(FOR_EVER)));
    }

    /** Takes a task, waiting for it so long at most; null if none came. */
    public @Nullable E poll(Duration patience) throws InterruptedException {
        return accept(tasks().take(patience.toNanos()));
    }

    /** Takes a task if there is one now. */
    public @Nullable E poll() {
        return accept(tasks().tryTake());
    }

    @SuppressWarnings("unchecked") // the user's types, as in any queue over a wire
    private @Nullable E accept(Tasks.@Nullable Taken task) {
        if (task == null) {
            return null;
        }
        taken.get().add(task);
        return (E) codec.fromBytes(task.task(), name);
    }

    /**
     * Says that the task is done which this thread has taken first and not done yet.
     *
     * @throws IllegalStateException if this thread has done all that it took
     * @throws BrokerUnavailableException if the connection was lost meanwhile: then another process has got the task
     */
    public void taskDone() {
        Tasks.Taken first = taken.get().poll();
        if (first == null) {
            throw new IllegalStateException("this thread has done all tasks that it took from " + name);
        }
        first.done();
    }

    /**
     * Waits until every task that was put is done.
     *
     * @throws BrokerUnavailableException if the broker is lost meanwhile
     */
    public void join() throws InterruptedException {
        boolean unused = tasks().awaitDone(FOR_EVER);
    }

    /** Waits until every task that was put is done, for so long at most, and says whether they are. */
    public boolean join(Duration patience) throws InterruptedException {
        return tasks().awaitDone(patience.toNanos());
    }

    /** How many tasks were put and are not done. */
    public long unfinished() {
        return tasks().unfinished();
    }

    /** Gives back what was taken and is not done. */
    void close() {
        Tasks open = tasks;
        if (open != null) {
            open.close();
        }
    }

    private Object writeReplace() {
        return new SharedReference(name, 0);
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
