// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.Credentials;
import dev.procession.messaging.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An Artemis server on a state directory. */
final class ArtemisBroker implements EmbeddedBroker {

    private static final Logger LOG = LoggerFactory.getLogger(ArtemisBroker.class);
    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    /** In-VM brokers of one JVM are told apart by a number. */
    private static final AtomicInteger VM_IDS = new AtomicInteger(7_000);

    private final Settings settings;
    private final int vmId;
    private final BrokerUsers users;
    private final DirectoryLock lock;
    private final ActiveMQServer server;
    private int port;
    private boolean closed;

    private ArtemisBroker(Settings settings, int vmId, BrokerUsers users, DirectoryLock lock) {
        this.settings = settings;
        this.vmId = vmId;
        this.users = users;
        this.lock = lock;
        this.server = new ActiveMQServerImpl(BrokerConfiguration.of(settings, vmId), new UserSecurity(users));
    }

    static ArtemisBroker start(Settings settings) {
        QuietLogging.apply();
        Settings absolute = new Settings(settings.directory().toAbsolutePath(), settings.host(), settings.port());
        Path directory = absolute.directory();
        DirectoryLock lock = null;
        try {
            OwnerOnly.createDirectories(directory);
            lock = DirectoryLock.take(directory);
            ArtemisBroker broker =
                    new ArtemisBroker(absolute, VM_IDS.incrementAndGet(), BrokerUsers.readOrCreate(directory), lock);
            broker.open();
            return broker;
        } catch (IOException e) {
            release(lock);
            throw new BrokerStartException(
                    "cannot write the broker's state directory " + directory + " (" + e.getMessage()
                            + "); check its permissions, or choose another with --home",
                    e);
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    private static void release(@Nullable DirectoryLock lock) {
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                LOG.debug("the lock of a state directory goes with this process", e);
            }
        }
    }

    private void open() {
        // A server that fails to start says so to its log and to this listener, and returns as if all were well.
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        server.registerActivationFailureListener(failure::set);
        try {
            server.start();
        } catch (Exception e) {
            failure.compareAndSet(null, e);
        }
        Exception cause = failure.get();
        if (cause != null || !server.isActive()) {
            close();
            throw new BrokerStartException(
                    "the broker could not open its journal in " + settings.directory() + ": "
                            + (cause == null ? "it did not become active" : cause.getMessage()),
                    cause);
        }
        openPort();
    }

    private void openPort() {
        try {
            NettyAcceptor acceptor = (NettyAcceptor) server.getRemotingService().getAcceptor(BrokerConfiguration.TCP);
            acceptor.start();
            port = acceptor.getActualPort();
        } catch (Exception e) {
            close();
            throw new BrokerStartException(
                    "the broker cannot listen on port " + settings.port() + " of " + settings.host() + " ("
                            + rootMessage(e)
                            + "); end the program that uses it, or choose another port, 0 for a free one",
                    e);
        }
    }

    private static @Nullable String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }

    @Override
    public BrokerEndpoint coordinator() {
        return new BrokerEndpoint("vm://" + vmId, users.coordinator());
    }

    @Override
    public BrokerEndpoint worker() {
        return tcp(users.worker());
    }

    /** How {@code user} connects from another process of this machine. */
    BrokerEndpoint tcp(Credentials user) {
        String host = settings.host();
        if (ANY_ADDRESS.contains(host)) {
            host = "127.0.0.1";
        }
        return new BrokerEndpoint("tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port, user);
    }

    BrokerUsers users() {
        return users;
    }

    Path directory() {
        return settings.directory();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("the broker did not end in order; its journal is whole nevertheless", e);
        }
        release(lock); // last: a successor may open the journal as soon as it is lifted
    }
}
