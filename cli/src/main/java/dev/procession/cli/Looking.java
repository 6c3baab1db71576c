// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Looks again and again at what another process does, which tells this one of nothing. */
final class Looking {

    private Looking() {}

    /**
     * Looks until there is an answer, and waits so long between two looks; all of them on one other thread.
     *
     * @throws RuntimeException what a look has thrown, after which there is none any more
     */
    static <T> T until(Duration pause, Supplier<Optional<T>> look) throws InterruptedException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(Looking::thread);
        try {
            Future<?> unused =
                    looks.scheduleWithFixedDelay(() -> look(look, answer), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            looks.shutdownNow();
        }
    }

    private static <T> void look(Supplier<Optional<T>> look, CompletableFuture<T> answer) {
        if (answer.isDone()) { // who waits for it has not come to end this yet
            return;
        }
        try {
            look.get().ifPresent(answer::complete);
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    private static Thread thread(Runnable body) {
        Thread thread = new Thread(body, "looking");
        thread.setDaemon(true);
        return thread;
    }
}
