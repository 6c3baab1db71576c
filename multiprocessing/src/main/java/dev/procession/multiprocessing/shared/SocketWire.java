// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a pipe on a socket, each after its length.
 *
 * <p>The channel does not block: an interrupt closes a channel in which a thread blocks, but not one for which it waits with a selector. An
 * interrupt in the midst of a message that is being received leaves what has come of it to the next call; in the midst of one that is being sent it
 * closes the pipe, since the rest could not follow.
 *
 * <p>To be woken takes longer than a message. So who waits looks again and again for a moment before it waits with the selector, as long as that
 * {@linkplain Patience pays}.
 */
final class SocketWire implements Inbound, Outbound, AutoCloseable {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final SocketChannel channel;
    private final Readiness readable;
    private final Readiness writable;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES).flip();
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private byte @Nullable [] begun;
    private int begunBytes;
    private final Patience patience = new Patience();
    private boolean ended;

    SocketWire(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        this.readable = new Readiness(channel, SelectionKey.OP_READ);
        this.writable = new Readiness(channel, SelectionKey.OP_WRITE);
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public boolean await(long nanos) throws InterruptedException {
        if (begun != null || in.hasRemaining() || ended) {
            return true;
        }
        return read(nanos);
    }

    /** Reads something, or the end, and waits for it so long at most. */
    private boolean read(long nanos) throws InterruptedException {
        if (read()) {
            return true;
        }
        long begin = System.nanoTime();
        boolean there = nanos > 0 && patience.mayLook() && look(begin);
        while (!there) {
            long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - begin);
            if (left <= 0) {
                return false;
            }
            awaitReadable(left);
            there = read();
        }
        patience.waited(System.nanoTime() - begin);
        return true;
    }

    private boolean look(long begin) {
        boolean there = false;
        while (!there && System.nanoTime() - begin < Patience.NANOS) {
            Thread.onSpinWait();
            there = read();
        }
        patience.looked(there);
        return there;
    }

    /** Reads what there is now; whether there was something, or the end. */
    private boolean read() {
        if (ended) {
            return true;
        }
        in.compact();
        int count;
        try {
            count = channel.read(in);
        } catch (IOException e) {
            count = -1; // a process that is killed may reset the connection
        }
        in.flip();
        ended = count < 0;
        return count != 0;
    }

    private void awaitReadable(long nanos) throws InterruptedException {
        try {
            readable.await(nanos);
        } catch (IOException | ClosedSelectorException e) {
            ended = true; // closed by another thread
        }
    }

    /** Waits for more than is there; false at the end. */
    private boolean readMore() throws InterruptedException {
        return read(Long.MAX_VALUE) && !ended;
    }

    @Override
    public byte @Nullable [] receive() throws InterruptedException {
        byte[] message = begun;
        if (message == null) {
            while (in.remaining() < Integer.BYTES) {
                if (!readMore()) {
                    return null;
                }
            }
            message = new byte[in.getInt()];
            begun = message;
            begunBytes = 0;
        }
        while (true) {
            int count = Math.min(in.remaining(), message.length - begunBytes);
            in.get(message, begunBytes, count);
            begunBytes += count;
            if (begunBytes == message.length) {
                begun = null;
                return message;
            }
            if (!readMore()) {
                begun = null; // the sender died while it sent
                return null;
            }
        }
    }

    @Override
    public boolean send(byte[] message) throws InterruptedException {
        out.clear().putInt(message.length);
        int taken = 0;
        boolean any = false;
        try {
            do {
                int count = Math.min(out.remaining(), message.length - taken);
                out.put(message, taken, count).flip();
                taken += count;
                while (out.hasRemaining()) {
                    if (channel.write(out) > 0) {
                        any = true;
                    } else {
                        writable.await(Long.MAX_VALUE);
                    }
                }
                out.clear();
            } while (taken < message.length);
            return true;
        } catch (IOException | ClosedSelectorException e) {
            return false;
        } catch (InterruptedException e) {
            if (any) {
                close();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        try (readable;
                writable) {
            channel.close();
        } catch (IOException e) {
            // as good as closed
        }
    }
}
