// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * Carries {@link TaskFrame}s between a worker and the process of one task.
 *
 * <p>A loopback socket, which leaves standard output to user code and to the JVM itself, and which, unlike a channel, does not close
 * when user code has interrupted the thread that sends.
 *
 * <p><em>Threads:</em> one may receive, any may send.
 */
final class TaskChannel implements AutoCloseable {

    private static final int MAX_HELLO_BYTES = 1024;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    TaskChannel(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    void send(TaskFrame frame) throws IOException {
        byte[] bytes = frame.encode();
        synchronized (out) {
            out.writeInt(bytes.length);
            out.write(bytes);
            out.flush();
        }
    }

    /** The next frame; null when the other side is gone. */
    @Nullable
    TaskFrame receive() throws IOException {
        try {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            return TaskFrame.decode(bytes);
        } catch (EOFException | SocketException e) {
            return null; // a process that is killed may reset the connection
        }
    }

    /** The first frame of whoever has connected; null if it is none of ours. */
    @Nullable
    TaskFrame receiveHello() throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_HELLO_BYTES) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return TaskFrame.decode(bytes);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // as good as closed
        }
    }
}
