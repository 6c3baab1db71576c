// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A participant's part in a {@link MemoryQueue}. */
abstract class MemoryUser<E> implements AutoCloseable {

    final MemoryQueue<E> queue;
    final MemoryParticipant participant;
    private final ObjectName name;
    private volatile boolean closed;

    MemoryUser(ObjectName name, MemoryQueue<E> queue, MemoryParticipant participant) {
        this.name = name;
        this.queue = queue;
        this.participant = participant;
    }

    final <T extends @Nullable Object> T locked(Supplier<T> action) {
        queue.lock.lock();
        try {
            checkOpen();
            return action.get();
        } finally {
            queue.lock.unlock();
        }
    }

    /** Waits for a condition, so long at most, and then calls {@code action}, in any case. */
    final <T extends @Nullable Object> T lockedAfter(BooleanSupplier condition, long nanos, Supplier<T> action)
            throws InterruptedException {
        queue.lock.lockInterruptibly();
        try {
            long left = nanos;
            checkOpen();
            while (!condition.getAsBoolean() && left > 0) {
                left = queue.changed.awaitNanos(left);
                checkOpen();
            }
            return action.get();
        } catch (InterruptedException | RuntimeException e) {
            queue.changed.signal(); // the signal may have been for this thread, and what it was about is for another
            throw e;
        } finally {
            queue.lock.unlock();
        }
    }

    final boolean isAnyWaiting() {
        return !queue.waiting.isEmpty();
    }

    private void checkOpen() {
        if (closed) {
            throw MemoryParticipant.closed(name);
        }
    }

    public final boolean isEnded() {
        return closed;
    }

    /** Puts back what was taken and is not done. Under the lock. */
    abstract void giveBack();

    @Override
    public void close() {
        queue.lock.lock();
        try {
            closed = true;
            giveBack();
            queue.changed.signalAll();
        } finally {
            queue.lock.unlock();
        }
        queue.remove(this);
        participant.forget(this);
    }
}
