// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a pool works. Begin with {@link #of}, and change what is to be otherwise.
 *
 * @param workers how many processes
 * @param initializer runs in each process before its first task
 * @param tasksPerWorker after so many tasks at the most a process is replaced; 0 for never. Fewer if another took the last of them since this one was busy
 * @param memoryPerWorkerBytes a process that has more in memory is replaced when its task has ended; 0 for no limit
 * @param taskTimeLimit a task that takes longer fails and is interrupted; zero for no limit. A chunk of a map counts as one task
 * @param interruptGrace a process whose task does not end so long after it was interrupted is killed and replaced
 * @param attempts how often a task is tried whose process dies, 1 for once
 * @param maxInFlight so many tasks may be submitted and not ended; whoever submits another one waits
 * @param progress is told of each map as it goes, or null
 * @param hosted whether the processes run on machines that host some, rather than on this one
 */
public record PoolSettings(
        int workers,
        Remote.Task initializer,
        int tasksPerWorker,
        long memoryPerWorkerBytes,
        Duration taskTimeLimit,
        Duration interruptGrace,
        int attempts,
        int maxInFlight,
        @Nullable Progress progress,
        boolean hosted) {

    static final Remote.Task NOTHING = () -> {};

    private static final Duration INTERRUPT_GRACE = Duration.ofSeconds(5);

    /** Checks the values. */
    public PoolSettings {
        check(workers > 0, "a pool has at least one worker, not " + workers);
        check(tasksPerWorker >= 0, "a worker cannot end after " + tasksPerWorker + " tasks");
        check(memoryPerWorkerBytes >= 0, "a worker cannot have " + memoryPerWorkerBytes + " bytes");
        check(!taskTimeLimit.isNegative(), "a time limit is not negative: " + taskTimeLimit);
        check(attempts > 0, "a task is tried at least once, not " + attempts + " times");
        check(maxInFlight > 0, "at least one task may be in flight, not " + maxInFlight);
    }

    private static void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Told how far a map has come. Called on a thread of the pool: to be quick. */
    @FunctionalInterface
    public interface Progress {
        /** So many of all the items are done. */
        void progressed(long done, long all);
    }

    /** So many processes, and no limits. */
    public static PoolSettings of(int workers) {
        return new PoolSettings(
                workers, NOTHING, 0, 0, Duration.ZERO, INTERRUPT_GRACE, 1, Integer.MAX_VALUE, null, false);
    }

    /** The same with an initializer. If it throws, no task can be run and all fail. */
    public PoolSettings initializer(Remote.Task value) {
        return with(copy -> copy.initializer = value);
    }

    /** The same with a limit of tasks for each process: none runs more. */
    public PoolSettings tasksPerWorker(int value) {
        return with(copy -> copy.tasksPerWorker = value);
    }

    /** The same with a limit of memory for each process. */
    public PoolSettings memoryPerWorker(long bytes) {
        return with(copy -> copy.memoryPerWorkerBytes = bytes);
    }

    /** The same with a limit of time for each task, and the grace after the interrupt. */
    public PoolSettings taskTimeLimit(Duration limit, Duration grace) {
        return with(copy -> {
            copy.taskTimeLimit = limit;
            copy.interruptGrace = grace;
        });
    }

    /** The same with so many attempts at a task whose process dies. */
    public PoolSettings attempts(int value) {
        return with(copy -> copy.attempts = value);
    }

    /** The same with a bound to what is submitted and not ended. */
    public PoolSettings maxInFlight(int value) {
        return with(copy -> copy.maxInFlight = value);
    }

    /** The same with somebody who is told of progress. */
    public PoolSettings progress(Progress value) {
        return with(copy -> copy.progress = value);
    }

    /**
     * The same with processes on whatever machines host some for the broker of the {@link Multiprocessing}: those of {@link PoolHost}, which
     * {@code procession worker --pool-workers N} is too. A worker that finds no free place waits for one, and so do tasks while there is none.
     *
     * <p>Classes of the tasks have to be on the class path of the hosts, and what may be read there is for the hosts to say. What the processes
     * print and log appears here, as always.
     *
     * <p><em>Failure:</em> when a process dies, the task that it ran fails or is tried again, as always. When its host is lost, or the connection of one of the two with the
     * broker, nobody knows what it ran: all tasks fail, or are tried again, that this worker was given and has not answered, which are several if they are short. The lost
     * process may go on for a moment, beside a next attempt, until its host has noticed too.
     */
    public PoolSettings onHosts() {
        return with(copy -> copy.hosted = true);
    }

    private PoolSettings with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.toSettings();
    }

    private static final class Copy {
        private final int workers;
        private Remote.Task initializer;
        private int tasksPerWorker;
        private long memoryPerWorkerBytes;
        private Duration taskTimeLimit;
        private Duration interruptGrace;
        private int attempts;
        private int maxInFlight;
        private @Nullable Progress progress;
        private boolean hosted;

        Copy(PoolSettings settings) {
            workers = settings.workers;
            initializer = settings.initializer;
            tasksPerWorker = settings.tasksPerWorker;
            memoryPerWorkerBytes = settings.memoryPerWorkerBytes;
            taskTimeLimit = settings.taskTimeLimit;
            interruptGrace = settings.interruptGrace;
            attempts = settings.attempts;
            maxInFlight = settings.maxInFlight;
            progress = settings.progress;
            hosted = settings.hosted;
        }

        PoolSettings toSettings() {
            return new PoolSettings(
                    workers,
                    initializer,
                    tasksPerWorker,
                    memoryPerWorkerBytes,
                    taskTimeLimit,
                    interruptGrace,
                    attempts,
                    maxInFlight,
                    progress,
                    hosted);
        }
    }
}
