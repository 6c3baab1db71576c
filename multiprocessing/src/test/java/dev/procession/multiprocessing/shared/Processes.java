// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.testing.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several processes, as far as shared objects can see, in one JVM; and threads that may block. */
abstract class Processes implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<SharedObjects> all = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Something that runs, and the thread that runs it. */
    record Running(Future<?> future, Thread thread) {}

    /** One more, which can be lost. */
    abstract SharedObjects process();

    /** One more, which is not lost with others. */
    abstract SharedObjects steadyProcess();

    /** Ends this process, as if it was killed. */
    abstract void lose(SharedObjects process);

    /** How many calls of a service nobody has taken or answered. */
    abstract long waitingCalls(String service);

    SharedObjects add(SharedObjects process) {
        all.add(process);
        return process;
    }

    <T> Future<T> start(Callable<T> work) {
        return threads.submit(work);
    }

    Future<?> run(ThrowingRunnable work) {
        return threads.submit(() -> {
            work.run();
            return null;
        });
    }

    /** Runs what will wait for something else, and returns when it does. */
    Running runUntilItWaits(ThrowingRunnable work) {
        CompletableFuture<Thread> begun = new CompletableFuture<>();
        Future<?> future = run(() -> {
            begun.complete(Thread.currentThread());
            work.run();
        });
        Thread thread = begun.join();
        Deadline.in(PATIENCE).await("it waits", () -> future.isDone() || isWaiting(thread));
        return new Running(future, thread);
    }

    private static boolean isWaiting(Thread thread) {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING -> true;
            default -> false;
        };
    }

    interface ThrowingRunnable {
        void run() throws Exception;
    }

    @Override
    public void close() {
        all.forEach(SharedObjects::close);
        threads.shutdownNow();
    }
}
