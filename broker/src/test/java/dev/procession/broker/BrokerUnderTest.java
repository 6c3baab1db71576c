// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Credentials;
import dev.procession.messaging.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** A broker for one test, and every connection that the test opens to it. */
final class BrokerUnderTest implements AutoCloseable {

    /** With a lease that a busy machine does not outlast. */
    static final ConnectionSettings SETTINGS =
            new ConnectionSettings(Duration.ofSeconds(60), Duration.ofSeconds(60), 1024 * 1024);

    private final Path directory;
    private final Deque<BrokerConnection> connections = new ArrayDeque<>();
    private EmbeddedBroker broker;

    BrokerUnderTest(Path directory) {
        this.directory = directory;
        this.broker = start(0);
    }

    private EmbeddedBroker start(int port) {
        return EmbeddedBroker.start(new EmbeddedBroker.Settings(directory, "127.0.0.1", port));
    }

    EmbeddedBroker broker() {
        return broker;
    }

    int port() {
        String uri = broker.worker().uri();
        return Integer.parseInt(uri.substring(uri.lastIndexOf(':') + 1));
    }

    void restart() {
        int port = port();
        closeConnections();
        broker.close();
        broker = start(port);
    }

    BrokerConnection coordinator() {
        return open(broker.coordinator());
    }

    BrokerConnection worker() {
        return open(broker.worker());
    }

    BrokerConnection observer() {
        return as("observer");
    }

    /** A connection of one of the broker's users, over TCP. */
    BrokerConnection as(String user) {
        BrokerUsers users = BrokerUsers.read(directory);
        return open(new BrokerEndpoint(
                broker.worker().uri(),
                switch (user) {
                    case "coordinator" -> users.coordinator();
                    case "worker" -> users.worker();
                    default -> users.observer();
                }));
    }

    BrokerConnection coordinator(String password) {
        return open(new BrokerEndpoint(broker.coordinator().uri(), new Credentials("coordinator", password)));
    }

    BrokerConnection user(String user, String password) {
        return open(new BrokerEndpoint(broker.worker().uri(), new Credentials(user, password)));
    }

    private BrokerConnection open(BrokerEndpoint endpoint) {
        BrokerConnection connection = BrokerConnection.open(endpoint, SETTINGS);
        connections.push(connection);
        return connection;
    }

    private void closeConnections() {
        connections.forEach(BrokerConnection::close);
        connections.clear();
    }

    @Override
    public void close() {
        closeConnections();
        broker.close();
    }
}
