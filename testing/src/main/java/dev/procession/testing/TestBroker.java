// SPDX-License-Identifier: Apache-2.0
package dev.procession.testing;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.EmbeddedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An embedded broker for tests that can be stopped and started on the same port, and a line to it that can be cut. */
public final class TestBroker implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final Path directory;
    private final int port;
    private final CuttableLine line;
    private @Nullable EmbeddedBroker broker;
    private @Nullable BrokerEndpoint worker;

    private TestBroker(Path directory, int port, CuttableLine line) {
        this.directory = directory;
        this.port = port;
        this.line = line;
    }

    /**
     * Starts a broker.
     *
     * @param directory where it keeps its journal and credentials
     */
    public static TestBroker start(Path directory) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        TestBroker broker = new TestBroker(directory, port, CuttableLine.to(port));
        broker.begin();
        return broker;
    }

    /** Starts it again after {@link #stop()}. */
    public void begin() {
        EmbeddedBroker started = EmbeddedBroker.start(new EmbeddedBroker.Settings(directory, HOST, port));
        broker = started;
        worker = new BrokerEndpoint(
                "tcp://" + HOST + ":" + line.port(), started.worker().credentials());
    }

    private EmbeddedBroker broker() {
        if (broker == null) {
            throw new IllegalStateException("the broker was stopped");
        }
        return broker;
    }

    /** How workers connect, over the line; also while the broker is stopped, to wait for it. */
    public BrokerEndpoint worker() {
        return Objects.requireNonNull(worker);
    }

    /** How a coordinator connects. */
    public BrokerEndpoint coordinator() {
        return broker().coordinator();
    }

    /** Cuts the connections of all workers. */
    public void cut() {
        line.cut();
    }

    /** Stops the broker; what is durable is there at the next {@link #begin()}. */
    public void stop() {
        broker().close();
        broker = null;
    }

    @Override
    public void close() {
        if (broker != null) {
            broker.close();
        }
        line.close();
    }
}
