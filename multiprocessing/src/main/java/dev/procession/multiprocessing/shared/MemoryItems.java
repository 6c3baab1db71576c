// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A participant's way into and out of a queue of items: others can take at once what is put. */
final class MemoryItems extends MemoryUser<byte[]> implements ItemSink, ItemSource {

    private final Portions portions;

    MemoryItems(ObjectName name, MemoryQueue<byte[]> queue, MemoryParticipant participant, Portions portions) {
        super(name, queue, participant);
        this.portions = portions;
    }

    @Override
    public void put(byte[] item) {
        participant.beforeOperation();
        locked(() -> {
            queue.waiting.add(item);
            queue.changed.signal();
            return null;
        });
    }

    @Override
    public void flush() {}

    @Override
    public byte @Nullable [] take(long nanos) throws InterruptedException {
        return gone(this.<byte @Nullable []>lockedAfter(this::isAnyWaiting, nanos, queue.waiting::poll));
    }

    @Override
    public byte @Nullable [] tryTake() {
        return gone(this.<byte @Nullable []>locked(queue.waiting::poll));
    }

    private byte @Nullable [] gone(byte @Nullable [] item) {
        if (item != null) {
            portions.gone(1);
        }
        return item;
    }

    @Override
    public byte @Nullable [] peek() {
        return this.<byte @Nullable []>locked(queue.waiting::peek);
    }

    @Override
    public List<byte[]> copy() {
        return locked(() -> List.copyOf(queue.waiting));
    }

    @Override
    public boolean isFailed() {
        return isEnded();
    }

    @Override
    void giveBack() {} // what is taken is gone
}
