// SPDX-License-Identifier: Apache-2.0
package dev.procession.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes connections on to a port of this machine until they are cut, or holds up what they carry. */
final class CuttableLine implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final int target;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private boolean stalled;

    private CuttableLine(int target, ServerSocket server) {
        this.target = target;
        this.server = server;
    }

    static CuttableLine to(int port) throws IOException {
        CuttableLine line = new CuttableLine(port, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        start(line::acceptAll);
        return line;
    }

    int port() {
        return server.getLocalPort();
    }

    /** Cuts all connections; new ones can be made. */
    void cut() {
        sockets.forEach(CuttableLine::close);
        sockets.clear();
    }

    /** From now on nothing goes through, in either direction, and nobody is told. */
    synchronized void stall() {
        stalled = true;
    }

    /** What was held up, and what follows, goes through. */
    synchronized void resume() {
        stalled = false;
        notifyAll();
    }

    private synchronized void awaitFlow() throws InterruptedException {
        while (stalled) {
            wait();
        }
    }

    private void acceptAll() {
        try {
            while (true) {
                connect(server.accept());
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void connect(Socket near) {
        sockets.add(near);
        try {
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(far);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            start(() -> copy(near, far));
            start(() -> copy(far, near));
        } catch (IOException e) {
            close(near); // nobody is there
        }
    }

    private void copy(Socket from, Socket to) {
        byte[] bytes = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                awaitFlow();
                out.write(bytes, 0, count);
            }
            awaitFlow(); // that the other end has closed the connection is news, too
        } catch (IOException e) {
            // cut
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void start(Runnable body) {
        Thread thread = new Thread(body, "line");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // as good as closed
        }
    }

    @Override
    public void close() {
        cut();
        resume();
        try {
            server.close();
        } catch (IOException e) {
            // as good as closed
        }
    }
}
