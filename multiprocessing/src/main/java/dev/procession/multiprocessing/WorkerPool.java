// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Processes that run tasks, as Python's {@code Pool} and {@code ProcessPoolExecutor}, with the feel of an {@link ExecutorService}.
 *
 * <p><em>Failure:</em> when a process dies, the task that it ran fails with {@link WorkerTerminatedException}, or is tried again if the
 * {@link PoolSettings#attempts settings} say so. Nothing else is lost: another process takes its place, and its other tasks. What a
 * task throws arrives as {@link RemoteTaskException}, from the methods here as it is, from futures as their cause.
 *
 * <p><em>Threads:</em> safe for use by several threads. What is chained to a future runs on a thread of the pool: to be quick, and not to
 * wait for the pool.
 */
public interface WorkerPool extends ExecutorService, AutoCloseable {

    /**
     * Applies the function to each item, in chunks; blocks until all is done. Results are in the order of the items, in a list of fixed length;
     * as long as all are {@code Integer}, {@code Long} or {@code Double}, it keeps numbers, and makes an object each time that one is asked for.
     */
    <T, R> List<R> map(Remote.Function<? super T, ? extends R> function, Iterable<? extends T> items);

    /** As {@link #map(Remote.Function, Iterable)}, with so many items a task. */
    <T, R> List<R> map(Remote.Function<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize);

    /** As {@link #map(Remote.Function, Iterable)}, without waiting. */
    <T, R> CompletableFuture<List<R>> mapAsync(
            Remote.Function<? super T, ? extends R> function, Iterable<? extends T> items);

    /** As {@link #map(Remote.Function, Iterable, int)}, without waiting. */
    <T, R> CompletableFuture<List<R>> mapAsync(
            Remote.Function<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize);

    /** Applies a function of two arguments to each pair, in chunks; blocks until all is done. */
    <A, B, R> List<R> starmap(
            Remote.Function2<? super A, ? super B, ? extends R> function,
            Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs);

    /** As {@link #starmap}, without waiting. */
    <A, B, R> CompletableFuture<List<R>> starmapAsync(
            Remote.Function2<? super A, ? super B, ? extends R> function,
            Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs);

    /**
     * Applies the function to each item as results are taken: a few chunks ahead, so that items may be without end. Results are in the
     * order of the items.
     */
    <T, R> Results<R> imap(Remote.Function<? super T, ? extends R> function, Iterable<? extends T> items);

    /** As {@link #imap(Remote.Function, Iterable)}, with so many items a task. */
    <T, R> Results<R> imap(
            Remote.Function<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize);

    /** As {@link #imap(Remote.Function, Iterable)}, with results as they come. */
    <T, R> Results<R> imapUnordered(Remote.Function<? super T, ? extends R> function, Iterable<? extends T> items);

    /** As {@link #imap(Remote.Function, Iterable, int)}, with results as they come. */
    <T, R> Results<R> imapUnordered(
            Remote.Function<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize);

    /** Calls the function in a worker; blocks until it has returned. */
    <T, R> R apply(Remote.Function<? super T, ? extends R> function, T argument);

    /** Runs the code in a worker; blocks until it has returned. */
    <R> R apply(Remote.Call<? extends R> call);

    /** Calls the function in a worker. Cancelling the future interrupts it there. */
    <T, R> CompletableFuture<R> submit(Remote.Function<? super T, ? extends R> function, T argument);

    /** Runs the code in a worker. Cancelling the future interrupts it there. */
    <R> CompletableFuture<R> submit(Remote.Call<R> call);

    /** Runs the code in a worker. Cancelling the future interrupts it there. */
    CompletableFuture<@Nullable Void> submit(Remote.Task task);

    /** As {@link #submit(Remote.Call)}; fails unless the task is serialisable. */
    @Override
    <T> CompletableFuture<T> submit(Callable<T> task);

    /** As {@link #submit(Remote.Task)}; fails unless the task is serialisable. */
    @Override
    CompletableFuture<?> submit(Runnable task);

    /** As {@link #submit(Remote.Task)}; fails unless the task is serialisable. */
    @Override
    <T> CompletableFuture<T> submit(Runnable task, T result);

    /** The live processes. */
    List<ProcessIdentity> workers();

    /** Takes no more tasks, waits until those that were taken have ended, and ends the processes. */
    @Override
    void close();

    /** Takes no more tasks, kills the processes, and lets what was not done fail with a {@link java.util.concurrent.CancellationException}. */
    void terminate();

    /** Waits until all processes have ended, after {@link #shutdown()} or {@link #terminate()}. */
    void join() throws InterruptedException;

    /**
     * Results, one after the other. A chunk that fails throws when its first result is asked for; what comes after it can be had.
     *
     * <p><em>Threads:</em> for one thread.
     */
    interface Results<R> extends Iterator<R>, AutoCloseable {

        /**
         * Waits for the next result, at most so long.
         *
         * @throws TimeoutException if it is not there by then; it can be asked for again
         */
        R next(Duration atMost) throws TimeoutException, InterruptedException;

        /** All that is left. */
        default Collection<R> remaining() {
            List<R> all = new java.util.ArrayList<>();
            forEachRemaining(all::add);
            return all;
        }

        /** Wants no more: what has not begun will not. */
        @Override
        void close();
    }
}
