// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.Envelope;
import org.jspecify.annotations.Nullable;

/** Calls of a service in this JVM's memory, as one thread has them that serves it. */
final class MemoryCallSource extends MemoryUser<MemoryCalls.Sent> implements CallSource {

    private @Nullable Taken taken; // under the queue's lock

    MemoryCallSource(ObjectName name, MemoryQueue<MemoryCalls.Sent> queue, MemoryParticipant participant) {
        super(name, queue, participant);
    }

    @Override
    public @Nullable Received receive() throws InterruptedException {
        try {
            return lockedAfter(this::isAnyWaiting, Long.MAX_VALUE, this::next);
        } catch (BrokerUnavailableException e) {
            return null; // closed
        }
    }

    private Received next() {
        Taken next = new Taken(queue.waiting.remove());
        taken = next;
        queue.held++;
        return next;
    }

    private final class Taken implements Received {
        private final MemoryCalls.Sent sent;
        private boolean begun; // under the queue's lock

        Taken(MemoryCalls.Sent sent) {
            this.sent = sent;
        }

        @Override
        public Envelope message() {
            return sent.call().message;
        }

        @Override
        public boolean isAwaited() {
            return !sent.caller().isEnded();
        }

        @Override
        public void begin() {
            locked(() -> {
                begun = true;
                return null;
            });
        }

        @Override
        public void end(ServiceMessages.@Nullable Answer answer) {
            locked(() -> {
                taken = null;
                queue.held--;
                return null;
            });
            if (answer != null) {
                sent.call().outcome.complete(new ServiceCall.Answered(answer));
            }
        }
    }

    @Override
    void giveBack() {
        Taken left = taken;
        if (left != null && !left.begun) {
            queue.waiting.addFirst(left.sent);
            queue.held--;
            taken = null;
        }
    }

    @Override
    public void close() {
        super.close();
        Taken lost;
        queue.lock.lock();
        try {
            lost = taken;
            taken = null;
            queue.held -= lost == null ? 0 : 1;
        } finally {
            queue.lock.unlock();
        }
        if (lost != null) { // not under the lock: it may go into this queue again
            lost.sent.caller().serverDied(lost.sent.call());
        }
    }
}
