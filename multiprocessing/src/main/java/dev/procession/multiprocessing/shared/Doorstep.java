// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one end of a pipe can be reached by processes of this machine, until the other end has come: a Unix domain socket, whose file is gone
 * afterwards. Who comes shows the secret that is part of the address.
 */
final class Doorstep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Doorstep.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 16;

    private final Path file;
    private final ServerSocketChannel server;
    private final byte[] secret;

    private Doorstep(Path file, ServerSocketChannel server, byte[] secret) {
        this.file = file;
        this.server = server;
        this.secret = secret;
    }

    /** A new one; null if this machine has no such sockets, or its directory for temporary files too long a name. */
    static @Nullable Doorstep open() {
        String name = "procession-pipe-" + ProcessHandle.current().pid() + "-"
                + HexFormat.of().formatHex(random(8));
        Path file = Path.of(System.getProperty("java.io.tmpdir"), name).toAbsolutePath();
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                server.bind(UnixDomainSocketAddress.of(file)).configureBlocking(false);
                return new Doorstep(file, server, random(SECRET_BYTES));
            } catch (IOException e) {
                server.close();
                throw e;
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("pipes of this process go by way of the broker", e);
            return null;
        }
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** What another process needs to come here. */
    String address() {
        return HexFormat.of().formatHex(secret) + file;
    }

    /** Connects to such an address; null if it cannot be reached from here. */
    static @Nullable SocketWire knock(String address) {
        if (address.isEmpty()) {
            return null;
        }
        int secretChars = 2 * SECRET_BYTES;
        try {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(address.substring(secretChars)));
            ByteBuffer secret = ByteBuffer.wrap(HexFormat.of().parseHex(address, 0, secretChars));
            while (secret.hasRemaining()) {
                channel.write(secret);
            }
            return new SocketWire(channel);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("the other end of a pipe cannot be reached directly", e);
            return null;
        }
    }

    /** Who has come and shown the secret; null if nobody has. */
    @Nullable
    SocketWire accept() {
        try {
            for (SocketChannel guest = server.accept(); guest != null; guest = server.accept()) {
                guest.configureBlocking(false);
                ByteBuffer shown = ByteBuffer.allocate(SECRET_BYTES);
                if (guest.read(shown) == SECRET_BYTES && MessageDigest.isEqual(shown.array(), secret)) {
                    return new SocketWire(guest);
                }
                guest.close();
            }
        } catch (IOException e) {
            LOG.warn("the other end of a pipe cannot be let in", e);
        }
        return null;
    }

    @Override
    public void close() {
        try (server) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // a temporary file: the system clears it away
        }
    }
}
