// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.Credentials;
import dev.procession.messaging.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.activemq.artemis.core.paging.PagingManager;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.files.FileStoreMonitor;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An Artemis server on a state directory. */
final class ArtemisBroker implements EmbeddedBroker {

    private static final Logger LOG = LoggerFactory.getLogger(ArtemisBroker.class);
    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    /** In-VM brokers of one JVM are told apart by a number; from one that a broker of the user's own hardly has. */
    private static final AtomicInteger VM_IDS = new AtomicInteger(7_000);

    private final Settings settings;
    private final BrokerUsers users;
    private final DirectoryLock lock;
    private final int vmId = VM_IDS.incrementAndGet();
    private final ActiveMQServerImpl server;
    private final AtomicReference<@Nullable BrokerFailedException> failure = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private int port;
    private boolean closed;

    private ArtemisBroker(Settings settings, BrokerUsers users, DirectoryLock lock) {
        this.settings = settings;
        this.users = users;
        this.lock = lock;
        this.server = new ActiveMQServerImpl(BrokerConfiguration.of(settings, vmId), new UserSecurity(users));
    }

    static ArtemisBroker start(Settings settings) {
        QuietLogging.apply();
        Path directory = settings.directory().toAbsolutePath();
        DirectoryLock lock = null;
        try {
            OwnerOnly.createDirectories(directory);
            lock = DirectoryLock.take(directory);
            ArtemisBroker broker = new ArtemisBroker(
                    new Settings(directory, settings.host(), settings.port()),
                    BrokerUsers.readOrCreate(directory),
                    lock);
            broker.open();
            return broker;
        } catch (IOException e) {
            release(lock);
            throw new BrokerStartException(
                    "cannot write the broker's state directory " + directory + " ("
                            + e.getClass().getSimpleName() + ": " + e.getMessage()
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
        InVmThreads.brokerBegins();
        try {
            startServer();
            port = startListening();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void startServer() {
        // A server that fails to start says so to its log and to this listener, and returns as if all were well.
        AtomicReference<@Nullable Exception> refusal = new AtomicReference<>();
        server.registerActivationFailureListener(refusal::set);
        server.registerIOCriticalErrorListener((cause, message, file) -> failed(cause, message));
        try {
            server.start();
        } catch (Exception e) {
            refusal.compareAndSet(null, e);
        }
        Exception cause = refusal.get();
        if (cause != null || !server.isActive()) {
            throw new BrokerStartException(
                    "the broker cannot open its journal in " + settings.directory() + " ("
                            + (cause == null ? "it did not become active" : rootMessage(cause))
                            + "); check the disk, or start afresh with another directory",
                    cause);
        }
        watchRoom();
    }

    private void watchRoom() {
        FileStoreMonitor monitor = server.getMonitor();
        if (monitor != null) {
            long minFree = server.getConfiguration().getMinDiskFree();
            PagingManager memory = server.getPagingManager();
            monitor.addCallback(new MemoryWatch(memory::getGlobalSize, memory.getMaxSize(), LOG::warn))
                    .addCallback(new DiskWatch(settings.directory(), minFree, LOG::warn))
                    .tick();
        }
    }

    private int startListening() {
        NettyAcceptor acceptor = (NettyAcceptor) server.getRemotingService().getAcceptor(BrokerConfiguration.TCP);
        try {
            acceptor.start();
            return acceptor.getActualPort();
        } catch (Exception e) {
            throw new BrokerStartException(
                    "the broker cannot listen on port " + settings.port() + " of " + settings.host() + " ("
                            + rootMessage(e)
                            + "); end the program that uses it, or choose another port, 0 for a free one",
                    e);
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }

    /** Artemis ends by itself after such an error. */
    private void failed(@Nullable Throwable cause, @Nullable String message) {
        failure.set(new BrokerFailedException(
                "the broker ended: it could not write its journal in " + settings.directory() + " (" + message
                        + "); make room on the disk and start it again, nothing committed is lost",
                cause));
        ended.countDown();
    }

    @Override
    public BrokerEndpoint coordinator() {
        return new BrokerEndpoint("vm://" + vmId, users.coordinator());
    }

    @Override
    public BrokerEndpoint worker() {
        return tcp(users.worker());
    }

    @Override
    public BrokerEndpoint observer() {
        return tcp(users.observer());
    }

    /** How {@code user} connects from another process of this machine. */
    BrokerEndpoint tcp(Credentials user) {
        String host = ANY_ADDRESS.contains(settings.host()) ? "127.0.0.1" : settings.host();
        return new BrokerEndpoint("tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port, user);
    }

    ActiveMQServer server() {
        return server;
    }

    BrokerUsers users() {
        return users;
    }

    Path directory() {
        return settings.directory();
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
        BrokerFailedException cause = failure.get();
        if (cause != null) {
            throw cause;
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (server.isActive()) {
                Disconnection.endAll(server);
            }
            server.stop();
        } catch (Exception e) {
            LOG.warn("the broker did not end in order; its journal is whole nevertheless", e);
        }
        InVmThreads.brokerEnded();
        release(lock); // last: a successor may open the journal as soon as it is lifted
        ended.countDown();
    }
}
