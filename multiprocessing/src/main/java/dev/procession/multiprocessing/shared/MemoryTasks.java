// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A participant's part in a {@link MemoryTaskQueue}. */
final class MemoryTasks implements Tasks {

    private final ObjectName name;
    private final MemoryTaskQueue queue;
    private final MemoryParticipant participant;
    private final List<Held> held = new ArrayList<>(); // under the queue's lock, in the order in which they were taken
    private volatile boolean closed;

    MemoryTasks(ObjectName name, MemoryTaskQueue queue, MemoryParticipant participant) {
        this.name = name;
        this.queue = queue;
        this.participant = participant;
    }

    private final class Held implements Taken {
        private final byte[] task;

        Held(byte[] task) {
            this.task = task;
        }

        @Override
        public byte[] task() {
            return task;
        }

        @Override
        public void done() {
            participant.beforeOperation();
            locked(() -> {
                held.remove(this);
                queue.unfinished--;
                queue.changed.signalAll();
                return null;
            });
        }
    }

    private <T extends @Nullable Object> T locked(Supplier<T> action) {
        queue.lock.lock();
        try {
            checkOpen();
            return action.get();
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
    public void put(byte[] task) {
        participant.beforeOperation();
        locked(() -> {
            queue.waiting.add(task);
            queue.unfinished++;
            queue.changed.signalAll();
            return null;
        });
    }

    @Override
    public @Nullable Taken take(long nanos) throws InterruptedException {
        queue.lock.lockInterruptibly();
        try {
            boolean unused = await(() -> !queue.waiting.isEmpty(), nanos);
            return next();
        } finally {
            queue.lock.unlock();
        }
    }

    // Under the lock.
    private boolean await(BooleanSupplier condition, long nanos) throws InterruptedException {
        long left = nanos;
        checkOpen();
        while (!condition.getAsBoolean() && left > 0) {
            left = queue.changed.awaitNanos(left);
            checkOpen();
        }
        return condition.getAsBoolean();
    }

    @Override
    public @Nullable Taken tryTake() {
        return this.<@Nullable Taken>locked(this::next);
    }

    private @Nullable Taken next() {
        byte[] task = queue.waiting.poll();
        if (task == null) {
            return null;
        }
        Held taken = new Held(task);
        held.add(taken);
        return taken;
    }

    @Override
    public long unfinished() {
        return locked(() -> queue.unfinished);
    }

    @Override
    public boolean awaitDone(long nanos) throws InterruptedException {
        queue.lock.lockInterruptibly();
        try {
            return await(() -> queue.unfinished == 0, nanos);
        } finally {
            queue.lock.unlock();
        }
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
            for (int i = held.size() - 1; i >= 0; i--) {
                queue.waiting.addFirst(held.get(i).task);
            }
            held.clear();
            queue.changed.signalAll();
        } finally {
            queue.lock.unlock();
        }
        queue.remove(this);
        participant.forget(this);
    }
}
