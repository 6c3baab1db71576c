// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.MessagingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where children come in. Any program of this machine can knock; only who shows the secret that a child was given is let in. */
final class Gate implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final int HELLO_MILLIS = 5000;
    private static final int SECRET_BYTES = 16;
    private static final int BACKLOG = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * The right of one child to come in.
     *
     * @param link completed when it has
     */
    record Ticket(int number, String secret, CompletableFuture<Link> link) {}

    private final ServerSocket server;
    private final AtomicInteger lastTicket = new AtomicInteger();
    private final Map<Integer, Ticket> expected = new ConcurrentHashMap<>();

    private Gate(ServerSocket server) {
        this.server = server;
    }

    static Gate open() {
        try {
            Gate gate = new Gate(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
            Threads.start("procession-gate", gate::acceptAll);
            return gate;
        } catch (IOException e) {
            throw new MultiprocessingException("cannot listen on the loopback interface: " + e.getMessage(), e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    Ticket expect() {
        byte[] random = new byte[SECRET_BYTES];
        RANDOM.nextBytes(random);
        Ticket ticket =
                new Ticket(lastTicket.incrementAndGet(), HexFormat.of().formatHex(random), new CompletableFuture<>());
        expected.put(ticket.number, ticket);
        return ticket;
    }

    /** Nobody comes with it any more. */
    void forget(Ticket ticket) {
        expected.remove(ticket.number);
        ticket.link.cancel(false);
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = server.accept();
                // On a thread of its own, so that one who is silent keeps nobody waiting.
                Threads.start("procession-gate-hello", () -> greet(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void greet(Socket socket) {
        try {
            Link link = new Link(socket);
            Frame.Hello hello = link.receiveHello(HELLO_MILLIS);
            Ticket ticket = hello == null ? null : admit(hello);
            if (ticket != null) {
                if (!ticket.link.complete(link)) {
                    link.close();
                }
                return;
            }
            LOG.debug("{} knocked without a ticket", socket.getRemoteSocketAddress());
        } catch (IOException | MessagingException e) {
            LOG.debug("{} knocked and said nothing of ours", socket.getRemoteSocketAddress(), e);
        }
        closeQuietly(socket);
    }

    private @Nullable Ticket admit(Frame.Hello hello) {
        Ticket ticket = expected.get(hello.ticket());
        boolean ours = ticket != null && equal(hello.secret(), ticket.secret);
        return ours && expected.remove(hello.ticket()) != null ? ticket : null; // for the first who shows it
    }

    private static boolean equal(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // as good as closed
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // as good as closed
        }
    }
}
