// SPDX-License-Identifier: Apache-2.0
package dev.procession.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes connections on to a port of this machine until they are cut. */
final class CuttableLine implements AutoCloseable {

    private final int target;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

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
            start(() -> copy(near, far));
            start(() -> copy(far, near));
        } catch (IOException e) {
            close(near); // nobody is there
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            byte[] bytes = new byte[64 * 1024];
            for (int count = from.getInputStream().read(bytes);
                    count >= 0;
                    count = from.getInputStream().read(bytes)) {
                to.getOutputStream().write(bytes, 0, count);
            }
        } catch (IOException e) {
            // cut
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
        try {
            server.close();
        } catch (IOException e) {
            // as good as closed
        }
    }
}
