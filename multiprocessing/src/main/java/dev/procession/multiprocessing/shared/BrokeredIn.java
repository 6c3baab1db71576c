// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.io.ByteArrayOutputStream;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What comes to one end of a pipe by way of the broker: all of it, or what the other end sent before the two had met. */
final class BrokeredIn implements Inbound {

    /** How long a wait goes on at most before it looks whether the other end is closed. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final SharedQueue<byte[]> queue;
    private final BooleanSupplier senderIsGone;
    private final Inbound then;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private byte @Nullable [] next;
    private boolean moved;

    /**
     * Of what a queue holds.
     *
     * @param senderIsGone whether nothing more can come into the queue
     * @param then where the messages come from afterwards
     */
    BrokeredIn(SharedQueue<byte[]> queue, BooleanSupplier senderIsGone, Inbound then) {
        this.queue = queue;
        this.senderIsGone = senderIsGone;
        this.then = then;
    }

    @Override
    public boolean await(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (next == null && !moved) {
            boolean last = senderIsGone.getAsBoolean();
            long left = nanos == Long.MAX_VALUE ? SLICE_NANOS : deadline - System.nanoTime();
            byte[] piece =
                    last || left <= 0 ? queue.poll() : queue.poll(Math.min(left, SLICE_NANOS), TimeUnit.NANOSECONDS);
            if (piece != null) {
                take(piece);
            } else if (last) {
                moved = true; // or it could not move any more
            } else if (left <= 0) {
                return false;
            }
        }
        return next != null || then.await(nanos == Long.MAX_VALUE ? nanos : Math.max(0, deadline - System.nanoTime()));
    }

    private void take(byte[] piece) {
        if (piece[0] == BrokeredOut.MOVED) {
            moved = true;
            return;
        }
        begun.write(piece, 1, piece.length - 1);
        if (piece[0] == BrokeredOut.LAST_PIECE) {
            next = begun.toByteArray();
            begun.reset();
        }
    }

    @Override
    public byte @Nullable [] receive() throws InterruptedException {
        boolean unused = await(Long.MAX_VALUE);
        byte[] message = next;
        next = null;
        return message != null ? message : then.receive();
    }

    @Override
    public @Nullable SelectableChannel channel() {
        return moved ? then.channel() : null;
    }
}
