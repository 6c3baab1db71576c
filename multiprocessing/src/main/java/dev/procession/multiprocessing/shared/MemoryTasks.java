// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A participant's part in a queue of tasks. */
final class MemoryTasks extends MemoryUser<byte[]> implements Tasks {

    private final List<Held> held = new ArrayList<>(); // under the queue's lock, in the order in which they were taken

    MemoryTasks(ObjectName name, MemoryQueue<byte[]> queue, MemoryParticipant participant) {
        super(name, queue, participant);
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
                queue.held--;
                queue.changed.signalAll();
                return null;
            });
        }
    }

    @Override
    public void put(byte[] task) {
        participant.beforeOperation();
        locked(() -> {
            queue.waiting.add(task);
            queue.changed.signalAll();
            return null;
        });
    }

    @Override
    public @Nullable Taken take(long nanos) throws InterruptedException {
        return this.<@Nullable Taken>lockedAfter(this::isAnyWaiting, nanos, this::next);
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
        queue.held++;
        return taken;
    }

    @Override
    public long unfinished() {
        return locked(queue::unfinished);
    }

    @Override
    public boolean awaitDone(long nanos) throws InterruptedException {
        return lockedAfter(() -> queue.unfinished() == 0, nanos, () -> queue.unfinished() == 0);
    }

    @Override
    void giveBack() {
        for (int i = held.size() - 1; i >= 0; i--) {
            queue.waiting.addFirst(held.get(i).task);
            queue.held--;
        }
        held.clear();
    }
}
