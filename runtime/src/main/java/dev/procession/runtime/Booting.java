// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something that opens on a thread of its own while others open too. Closing it closes what was opened. */
final class Booting<T extends AutoCloseable> implements AutoCloseable {

    private final CompletableFuture<T> opened = new CompletableFuture<>();

    static <T extends AutoCloseable> Booting<T> start(String name, Supplier<T> open) {
        Booting<T> booting = new Booting<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        booting.opened.complete(open.get());
                    } catch (Throwable e) {
                        booting.opened.completeExceptionally(e);
                    }
                },
                "boot-" + name);
        thread.setDaemon(true);
        thread.start();
        return booting;
    }

    /** Waits for it; throws what its opening threw. */
    T await() {
        try {
            return opened.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Waits for it; null if it could not be opened. */
    @Nullable
    T awaitOrNull() {
        return opened.exceptionally(failure -> null).join();
    }

    @Override
    public void close() throws Exception {
        @Nullable T resource = awaitOrNull();
        if (resource != null) {
            resource.close();
        }
    }
}
