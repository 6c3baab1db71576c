// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.EmbeddedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/** A broker that can be stopped and started, and a line to it that can be cut. */
final class TestBroker implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final Path directory;
    private final int port;
    private EmbeddedBroker broker;
    private BrokerEndpoint worker;
    private CuttableLine line;

    private TestBroker(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    static TestBroker start(Path directory) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        TestBroker broker = new TestBroker(directory, port);
        broker.begin();
        return broker;
    }

    void begin() throws IOException {
        broker = EmbeddedBroker.start(new EmbeddedBroker.Settings(directory, HOST, port));
        if (line == null) {
            line = CuttableLine.to(port);
            worker = new BrokerEndpoint(
                    "tcp://" + HOST + ":" + line.port(), broker.worker().credentials());
        }
    }

    /** How workers connect, over the line. */
    BrokerEndpoint worker() {
        return worker;
    }

    /** How a coordinator connects. */
    BrokerEndpoint coordinator() {
        return broker.coordinator();
    }

    /** Cuts the connections of all workers. */
    void cut() {
        line.cut();
    }

    void stop() {
        broker.close();
    }

    @Override
    public void close() {
        broker.close();
        line.close();
    }
}
