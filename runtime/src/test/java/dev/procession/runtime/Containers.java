// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** An Apache Artemis with {@code config/artemis} and a PostgreSQL, from the images that {@code .ci/containers} builds. */
final class Containers implements BeforeAllCallback, AfterAllCallback {

    private static final String ARTEMIS = "procession-test/artemis:2.56.0";
    private static final String POSTGRESQL = "procession-test/postgresql:15";

    private GenericContainer<?> broker;
    private GenericContainer<?> database;
    private int brokerPort;
    private int databasePort;

    /** Whether an engine answers that has the images. */
    static boolean areThere() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return false;
        }
        try {
            DockerClient client = DockerClientFactory.lazyClient();
            client.inspectImageCmd(ARTEMIS).exec();
            client.inspectImageCmd(POSTGRESQL).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        brokerPort = freePort();
        databasePort = freePort();
        broker = container(ARTEMIS, brokerPort, 61616, ".*Server is now active.*");
        database = container(POSTGRESQL, databasePort, 5432, ".*ready to accept connections.*");
        broker.start();
        database.start();
    }

    /** On a port of this machine that stays the same when the container is started again. */
    private static GenericContainer<?> container(String image, int port, int inside, String ready) {
        GenericContainer<?> container = new GenericContainer<>(image);
        container.setPortBindings(List.of("127.0.0.1:" + port + ":" + inside));
        return container.waitingFor(Wait.forLogMessage(ready + "\\n", 1));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What a coordinator needs to use both. */
    Map<String, String> settings() {
        return Map.of(
                "procession.broker.url", "tcp://127.0.0.1:" + brokerPort,
                "procession.broker.user", "coordinator",
                "procession.broker.password", "coordinator",
                "procession.database.url", "jdbc:postgresql://127.0.0.1:" + databasePort + "/postgres",
                "procession.database.user", "procession");
    }

    void killBroker() {
        killAndStart(broker);
    }

    void killDatabase() {
        killAndStart(database);
    }

    private static void killAndStart(GenericContainer<?> container) {
        DockerClient client = container.getDockerClient();
        client.killContainerCmd(container.getContainerId()).exec();
        client.waitContainerCmd(container.getContainerId()).start().awaitStatusCode();
        client.startContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        broker.stop();
        database.stop();
    }
}
