// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the broker that wait for its answer. An interrupt would end the wait but not the call, and the answer would be taken for that to
 * the next one. So they run on threads that nobody interrupts, and the caller's interrupt is there when the call has ended.
 */
final class Uninterrupted {

    private static final Executor THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "shared-objects-call");
        thread.setDaemon(true);
        return thread;
    });

    private Uninterrupted() {}

    static void run(Runnable call) {
        boolean unused = call(() -> {
            call.run();
            return true;
        });
    }

    static <T extends @Nullable Object> T call(Supplier<T> call) {
        try {
            return CompletableFuture.supplyAsync(call, THREADS).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }
}
