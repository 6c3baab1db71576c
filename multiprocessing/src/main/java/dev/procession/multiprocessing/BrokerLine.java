// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.MessagingException;
import java.io.IOException;
import java.util.Arrays;

/**
 * Carries frames to a queue of the broker, in pieces of a moderate size: a frame has no limit of its own. {@link FrameStream} puts them together.
 *
 * <p>Of what the other side has not confirmed there is a window at most; who sends more waits.
 */
final class BrokerLine implements Line, AutoCloseable {

    private static final int LENGTH_BYTES = 4;

    private final BrokerSession session;
    private final String queue;
    private final long windowBytes;
    private final Object sending = new Object();
    private long sent;
    private long confirmed;
    private boolean closed;

    /** Whose session it is from now on. */
    BrokerLine(BrokerSession session, String queue, long windowBytes) {
        this.session = session;
        this.queue = queue;
        this.windowBytes = windowBytes;
    }

    @Override
    public void send(Frame frame) throws IOException {
        ByteSink one = sink(frame);
        awaitRoom();
        transmit(one);
    }

    @Override
    public void send(ByteSink frames) throws IOException {
        awaitRoom();
        transmit(frames);
    }

    /** Sends a frame that is small, and matters to the other side also when it is behind. */
    void sendAtOnce(Frame frame) throws IOException {
        transmit(sink(frame));
    }

    private static ByteSink sink(Frame frame) {
        byte[] bytes = frame.encode();
        ByteSink one = new ByteSink(bytes.length + LENGTH_BYTES);
        one.bytes(bytes);
        return one;
    }

    private synchronized void awaitRoom() throws IOException {
        boolean interrupted = false;
        while (!closed && sent - confirmed > windowBytes) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (closed) {
            throw new IOException("the line to " + queue + " is closed");
        }
    }

    private void transmit(ByteSink frames) throws IOException {
        synchronized (sending) {
            try {
                for (int at = 0; at < frames.length(); at += PlaceQueues.MAX_BODY_BYTES) {
                    int end = Math.min(frames.length(), at + PlaceQueues.MAX_BODY_BYTES);
                    session.send(queue, PlaceQueues.frames(Arrays.copyOfRange(frames.array(), at, end)));
                }
            } catch (MessagingException e) {
                throw new IOException(e);
            }
        }
        synchronized (this) {
            sent += frames.length();
        }
    }

    /** The other side has read so many bytes since the beginning. */
    synchronized void confirm(long bytes) {
        confirmed = Math.max(confirmed, bytes);
        notifyAll();
    }

    /** Whoever waits to send hears that it cannot. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
