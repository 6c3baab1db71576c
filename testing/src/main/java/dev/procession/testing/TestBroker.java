// SPDX-License-Identifier: Apache-2.0
package dev.procession.testing;

import dev.procession.broker.BrokerContents;
import dev.procession.broker.BrokerUsers;
import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Credentials;
import dev.procession.messaging.EmbeddedBroker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An embedded broker for tests that can be stopped and started on the same port, and a line to it that can be cut.
 *
 * <p><em>Threads:</em> for one thread, the test's.
 */
public final class TestBroker implements AutoCloseable {

    /** A lease of two seconds, so that a test of its end takes no longer. */
    public static final ConnectionSettings SETTINGS =
            new ConnectionSettings(Duration.ofSeconds(2), Duration.ofSeconds(10), 1024 * 1024);

    private static final String HOST = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final int port;
    private final CuttableLine line;
    private final BrokerUsers users;
    private final List<BrokerConnection> connections = new ArrayList<>();
    private @Nullable EmbeddedBroker broker;

    private TestBroker(Path directory, EmbeddedBroker broker) throws IOException {
        this.directory = directory;
        this.broker = broker;
        this.port = URI.create(broker.worker().uri()).getPort();
        this.users = BrokerUsers.read(directory);
        this.line = CuttableLine.to(port);
    }

    /**
     * Starts a broker on a free port.
     *
     * @param directory where it keeps its journal and credentials
     */
    public static TestBroker start(Path directory) throws IOException {
        return new TestBroker(directory, start(directory, 0));
    }

    private static EmbeddedBroker start(Path directory, int port) {
        return EmbeddedBroker.start(new EmbeddedBroker.Settings(directory, HOST, port));
    }

    /** Starts it again after {@link #stop()}. */
    public void begin() {
        broker = start(directory, port);
    }

    private EmbeddedBroker broker() {
        if (broker == null) {
            throw new IllegalStateException("the broker was stopped");
        }
        return broker;
    }

    /** Where it keeps its journal and credentials. */
    public Path directory() {
        return directory;
    }

    /** How workers connect, over the line; also while the broker is stopped, to wait for it. */
    public BrokerEndpoint worker() {
        return overTheLine(users.worker());
    }

    /** How workers connect past the line, so that nothing that is done to it concerns them. */
    public BrokerEndpoint otherWorker() {
        return new BrokerEndpoint("tcp://" + HOST + ":" + port, users.worker());
    }

    /** How a coordinator in this JVM connects. */
    public BrokerEndpoint coordinator() {
        return broker().coordinator();
    }

    /** How a coordinator of another JVM connects, over the line. */
    public BrokerEndpoint remoteCoordinator() {
        return overTheLine(users.coordinator());
    }

    /** How a tool connects that only looks, over the line. */
    public BrokerEndpoint observer() {
        return overTheLine(users.observer());
    }

    private BrokerEndpoint overTheLine(Credentials user) {
        return new BrokerEndpoint("tcp://" + HOST + ":" + line.port(), user);
    }

    /** Opens a connection with {@link #SETTINGS} that ends with this. */
    public BrokerConnection connect(BrokerEndpoint endpoint) {
        BrokerConnection connection = BrokerConnection.open(endpoint, SETTINGS);
        connections.add(connection);
        return connection;
    }

    /** Cuts the connections over the line, as a killed process or a broken network does; new ones can be made. */
    public void cut() {
        line.cut();
    }

    /** From now on nothing goes through the line and nobody is told, as with a frozen process. */
    public void stall() {
        line.stall();
    }

    /** What was held up, and what follows, goes through the line again. */
    public void resume() {
        line.resume();
    }

    /** Stops the broker; what is durable is there at the next {@link #begin()}. */
    public void stop() {
        broker().close();
        broker = null;
    }

    /**
     * Fails unless the broker soon holds no task, checkpoint or dead letter, and no result queue at all.
     *
     * @throws AssertionError with what is left
     */
    public void assertNothingLeft() {
        assertNothingLeft(PATIENCE);
    }

    void assertNothingLeft(Duration patience) {
        try {
            Deadline.in(patience)
                    .await("the queues were empty", () -> leftovers().isEmpty());
        } catch (AssertionError e) {
            throw new AssertionError("messages or result queues are left in the broker: " + leftovers(), e);
        }
    }

    private Map<String, Long> leftovers() {
        Map<String, Long> left = new TreeMap<>();
        BrokerContents.messageCounts(broker()).forEach((queue, messages) -> {
            boolean resultQueue = queue.startsWith(Addresses.RESULTS);
            boolean mustBeEmpty = queue.equals(Addresses.TASKS)
                    || queue.equals(Addresses.CHECKPOINTS)
                    || queue.equals(Addresses.DEAD_LETTERS);
            if (resultQueue || (mustBeEmpty && messages > 0)) {
                left.put(queue, messages);
            }
        });
        return left;
    }

    @Override
    public void close() {
        connections.forEach(BrokerConnection::close);
        if (broker != null) {
            broker.close();
        }
        line.close();
    }
}
