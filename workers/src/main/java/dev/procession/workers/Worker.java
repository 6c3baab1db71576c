// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.WorkerIdentity;
import java.time.Duration;

/**
 * A worker in this JVM: takes tasks from a broker and runs them in its slots until it is told to end.
 *
 * <p><em>Failure:</em> when the connection is lost, its tasks are abandoned, and it opens another, trying for ever. When this JVM
 * dies, the broker gives its tasks to others at once.
 *
 * <p><em>Threads:</em> safe for use by several.
 */
public final class Worker implements AutoCloseable {

    private final WorkerLoop loop;

    private Worker(WorkerLoop loop) {
        this.loop = loop;
    }

    /**
     * Starts a worker with the task handlers that the context class loader finds; returns before it is connected.
     *
     * @throws IllegalStateException if there is no task handler, or two for one kind
     */
    public static Worker start(WorkerSettings settings) {
        return start(settings, new WorkerListener() {});
    }

    static Worker start(WorkerSettings settings, WorkerListener listener) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return start(settings, TaskHandlers.onClassPath(loader), listener);
    }

    static Worker start(WorkerSettings settings, TaskHandlers handlers, WorkerListener listener) {
        return start(settings, handlers, listener, WorkerLoop.LossLimits.DEFAULT);
    }

    static Worker start(
            WorkerSettings settings, TaskHandlers handlers, WorkerListener listener, WorkerLoop.LossLimits limits) {
        WorkerLoop loop = new WorkerLoop(settings, handlers, listener, limits);
        loop.start();
        return new Worker(loop);
    }

    /** Who this worker is to others. */
    public WorkerIdentity identity() {
        return loop.identity();
    }

    /** Begins to end: no more tasks are taken, running ones may take the grace of the settings to hand back. Returns at once. */
    public void drain() {
        loop.drain(loop.settings().handBackGrace());
    }

    /** As {@link #drain()}, with another grace. A shorter one than that of an earlier call counts. */
    public void drain(Duration grace) {
        loop.drain(grace);
    }

    /** Blocks until the worker has ended. */
    public WorkerEnd awaitEnd() throws InterruptedException {
        return loop.awaitEnd();
    }

    /** Drains, and blocks until the worker has ended; an interrupt ends the wait. */
    @Override
    public void close() {
        drain();
        try {
            awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
