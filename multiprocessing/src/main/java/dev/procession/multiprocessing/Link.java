// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * Carries {@link Frame}s between a process and a child of it. A loopback socket: it ends with either process, however that ends, leaves
 * standard output to user code and to the JVM, and, unlike a channel, does not close when user code has interrupted the thread that sends.
 *
 * <p><em>Threads:</em> one may receive, any may send.
 */
final class Link implements Line, AutoCloseable {

    private static final int MAX_HELLO_BYTES = 1024;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MAX_REUSED_BYTES = 1024 * 1024;

    private final Socket socket;
    private final Buffered buffered;
    private final DataInputStream in;
    private final DataOutputStream out;
    private byte[] reused = new byte[0];

    Link(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        buffered = new Buffered(socket.getInputStream());
        in = new DataInputStream(buffered);
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES));
    }

    @Override
    public void send(Frame frame) throws IOException {
        byte[] bytes = frame.encode();
        synchronized (out) {
            out.writeInt(bytes.length);
            out.write(bytes);
            out.flush();
        }
    }

    @Override
    public void send(ByteSink frames) throws IOException {
        synchronized (out) {
            out.write(frames.array(), 0, frames.length());
            out.flush();
        }
    }

    /** Sends frames that stand there, each after its length. */
    void send(byte[] frames, int from, int to) throws IOException {
        synchronized (out) {
            out.write(frames, from, to - from);
            out.flush();
        }
    }

    /** The next frame as bytes, its kind first; null when the other side is gone. */
    byte @Nullable [] receiveBytes() throws IOException {
        try {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            return bytes;
        } catch (EOFException | SocketException e) {
            return null;
        }
    }

    /** The next frame; null when the other side is gone. */
    @Nullable
    Frame receive() throws IOException {
        return receive(false);
    }

    /** As {@link #receive()}; what comes of a task is to be read before the next frame is. */
    @Nullable
    Frame receiveBriefly() throws IOException {
        return receive(true);
    }

    private @Nullable Frame receive(boolean briefly) throws IOException {
        try {
            int length = in.readInt();
            byte[] bytes = briefly ? reused(length) : new byte[length];
            in.readFully(bytes, 0, length);
            return Frame.decode(bytes, 0, length);
        } catch (EOFException | SocketException e) {
            return null; // a process that is killed may reset the connection
        }
    }

    private byte[] reused(int length) {
        if (length > MAX_REUSED_BYTES) {
            return new byte[length];
        }
        if (length > reused.length) {
            reused = new byte[Math.max(length, 2 * reused.length)];
        }
        return reused;
    }

    /** Whether something has been read that was not received yet. */
    boolean hasRead() {
        return buffered.hasRead();
    }

    /** Whether something has arrived. */
    boolean hasArrived() throws IOException {
        return in.available() > 0;
    }

    /** The first frame of whoever has connected; null if it is none of ours. */
    Frame.@Nullable Hello receiveHello(int timeoutMillis) throws IOException {
        socket.setSoTimeout(timeoutMillis);
        int length = in.readInt();
        if (length < 0 || length > MAX_HELLO_BYTES) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        socket.setSoTimeout(0);
        return Frame.decode(bytes) instanceof Frame.Hello hello ? hello : null;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // as good as closed
        }
    }

    /** Tells what it holds, which {@link #available()} does not without asking the system. */
    private static final class Buffered extends BufferedInputStream {
        Buffered(InputStream in) {
            super(in, BUFFER_BYTES);
        }

        synchronized boolean hasRead() {
            return count > pos;
        }
    }
}
