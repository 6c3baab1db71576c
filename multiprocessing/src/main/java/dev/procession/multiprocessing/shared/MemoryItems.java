// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A participant's way into and out of a {@link MemoryQueue}: others can take at once what is put. */
final class MemoryItems implements ItemSink, ItemSource {

    private final ObjectName name;
    private final MemoryQueue queue;
    private final MemoryParticipant participant;
    private final Portions portions;
    private volatile boolean closed;

    MemoryItems(ObjectName name, MemoryQueue queue, MemoryParticipant participant, Portions portions) {
        this.name = name;
        this.queue = queue;
        this.participant = participant;
        this.portions = portions;
    }

    private <T extends @Nullable Object> T locked(Function<MemoryQueue, T> action) {
        queue.lock.lock();
        try {
            checkOpen();
            return action.apply(queue);
        } finally {
            queue.lock.unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw MemoryParticipant.closed(name);
        }
    }

    @Override
    public void put(byte[] item) {
        participant.beforeOperation();
        locked(all -> {
            all.items.add(item);
            all.changed.signal();
            return null;
        });
    }

    @Override
    public void flush() {}

    @Override
    public byte @Nullable [] take(long nanos) throws InterruptedException {
        queue.lock.lockInterruptibly();
        byte[] item;
        try {
            long left = nanos;
            while (queue.items.isEmpty() && left > 0) {
                checkOpen();
                left = queue.changed.awaitNanos(left);
            }
            checkOpen();
            item = queue.items.poll();
        } catch (InterruptedException | RuntimeException e) {
            queue.changed.signal(); // the signal may have been for this thread, and the item is for another
            throw e;
        } finally {
            queue.lock.unlock();
        }
        return gone(item);
    }

    @Override
    public byte @Nullable [] tryTake() {
        return gone(this.<byte @Nullable []>locked(all -> all.items.poll()));
    }

    private byte @Nullable [] gone(byte @Nullable [] item) {
        if (item != null) {
            portions.gone(1);
        }
        return item;
    }

    @Override
    public byte @Nullable [] peek() {
        return this.<byte @Nullable []>locked(all -> all.items.peek());
    }

    @Override
    public List<byte[]> copy() {
        return locked(all -> List.copyOf(all.items));
    }

    @Override
    public boolean isFailed() {
        return closed;
    }

    @Override
    public boolean isEnded() {
        return closed;
    }

    @Override
    public void close() {
        queue.lock.lock();
        try {
            closed = true;
            queue.changed.signalAll();
        } finally {
            queue.lock.unlock();
        }
        queue.remove(this);
        participant.forget(this);
    }
}
