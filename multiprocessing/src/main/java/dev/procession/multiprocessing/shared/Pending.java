// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Something that a thread waits for: the result of an operation, or the signal for a ticket. */
final class Pending<T extends @Nullable Object> {

    final byte[] operation;

    /** Whether a thread does nothing else until this is done. */
    final boolean awaited;

    private final CompletableFuture<T> outcome = new CompletableFuture<>();

    Pending(byte[] operation, boolean awaited) {
        this.operation = operation;
        this.awaited = awaited;
    }

    void complete(@Nullable T result) {
        outcome.complete(result);
    }

    void fail(RuntimeException failure) {
        outcome.completeExceptionally(failure);
    }

    /** Calls {@code action} when this is done, on a thread that must not be blocked, or now if it is. */
    void whenDone(Runnable action) {
        CompletableFuture<T> unused = outcome.whenComplete((result, failure) -> action.run());
    }

    boolean isDone() {
        return outcome.isDone();
    }

    /** Waits for the broker's part of an operation, which comes or fails soon. */
    T join() {
        try {
            return outcome.join();
        } catch (CompletionException e) {
            throw lost(e.getCause());
        }
    }

    /** Waits for as long as it takes. */
    T await() throws InterruptedException {
        try {
            return outcome.get();
        } catch (ExecutionException e) {
            throw lost(e.getCause());
        }
    }

    /** Waits for so long at most. */
    T await(long nanos) throws InterruptedException, TimeoutException {
        try {
            return outcome.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw lost(e.getCause());
        }
    }

    // A new one each time: it is the waiting thread's stack that the user wants to see.
    private static RuntimeException lost(@Nullable Throwable cause) {
        return cause instanceof BrokerUnavailableException gone
                ? new BrokerUnavailableException(String.valueOf(gone.getMessage()), gone)
                : new IllegalStateException("the state of a shared object cannot be computed: " + cause, cause);
    }
}
