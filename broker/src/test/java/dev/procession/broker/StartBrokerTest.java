// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Credentials;
import dev.procession.messaging.EmbeddedBroker;
import dev.procession.messaging.EmbeddedBroker.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How a broker starts, ends, and refuses to start. */
@Timeout(180)
class StartBrokerTest {

    private static final String LOOPBACK = "127.0.0.1";

    @TempDir
    Path directory;

    private Settings settings() {
        return new Settings(directory.resolve("state"), LOOPBACK, 0);
    }

    @Test
    void start_portZero_reportsTheRealPort() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings())) {
            assertThat(broker.worker().uri()).matches("tcp://127\\.0\\.0\\.1:[1-9][0-9]+");
            connect(broker.worker());
            connect(broker.coordinator());
        }
    }

    @Test
    void start_onAllAddresses_reportsOneThatCanBeConnectedTo() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(new Settings(directory, "0.0.0.0", 0))) {
            assertThat(broker.worker().uri()).startsWith("tcp://127.0.0.1:");
            connect(broker.worker());
        }
    }

    @Test
    void start_severalInOneJvm_areSeparate() {
        try (EmbeddedBroker one = EmbeddedBroker.start(new Settings(directory.resolve("1"), LOOPBACK, 0));
                EmbeddedBroker two = EmbeddedBroker.start(new Settings(directory.resolve("2"), LOOPBACK, 0))) {
            assertThat(one.coordinator().uri()).isNotEqualTo(two.coordinator().uri());
            connect(one.coordinator());
            connect(two.coordinator());
            BrokerEndpoint strangers = new BrokerEndpoint(
                    two.coordinator().uri(), one.coordinator().credentials());
            assertThatThrownBy(() -> connect(strangers)).isInstanceOf(BrokerUnavailableException.class);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no POSIX permissions")
    void credentials_generated_areTheOwnersAlone() throws IOException {
        Path state = settings().directory();
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings())) {
            assertThat(permissions(state)).isEqualTo("rwx------");
            assertThat(permissions(state.resolve(BrokerUsers.FILE))).isEqualTo("rw-------");
            BrokerUsers users = BrokerUsers.read(state);
            assertThat(users.worker()).isEqualTo(broker.worker().credentials());
            assertThat(users.worker().password()).hasSizeGreaterThan(30);
            assertThat(users.worker().password())
                    .isNotEqualTo(users.coordinator().password())
                    .isNotEqualTo(users.observer().password());
            assertThat(users.toString()).doesNotContain(users.worker().password());
        }
    }

    @Test
    void credentials_secondStart_areReused() {
        BrokerEndpoint first = startAndEnd();
        BrokerEndpoint second = startAndEnd();

        assertThat(second.credentials()).isEqualTo(first.credentials());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no POSIX permissions")
    void credentials_readableByOthers_areRefused() throws IOException {
        startAndEnd();
        Path file = settings().directory().resolve(BrokerUsers.FILE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(this::startAndEnd)
                .isInstanceOf(BrokerStartException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("delete the file");

        Files.delete(file);
        startAndEnd();
    }

    @Test
    void credentials_damaged_areRefusedByName() throws IOException {
        startAndEnd();
        Path file = settings().directory().resolve(BrokerUsers.FILE);
        Files.writeString(file, "coordinator=x\nworker=\n");

        assertThatThrownBy(this::startAndEnd)
                .isInstanceOf(BrokerStartException.class)
                .hasMessageContaining("'worker'")
                .hasMessageContaining(file.toString());
    }

    @Test
    void start_portInUse_namesThePort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Settings settings = new Settings(directory, LOOPBACK, taken.getLocalPort());

            assertThatThrownBy(() -> EmbeddedBroker.start(settings))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " of " + LOOPBACK)
                    .hasMessageContaining("another port")
                    .hasMessageNotContaining("\n");
        }
        EmbeddedBroker.start(new Settings(directory, LOOPBACK, 0)).close(); // nothing of the first is left
    }

    @Test
    void start_directoryCannotBeWritten_namesIt() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Settings settings = new Settings(file.resolve("state"), LOOPBACK, 0);

        assertThatThrownBy(() -> EmbeddedBroker.start(settings))
                .isInstanceOf(BrokerStartException.class)
                .hasMessageContaining(settings.directory().toString())
                .hasMessageContaining("--home")
                .hasMessageNotContaining("\n");
    }

    @Test
    void start_directoryOfARunningBroker_namesItsProcess() {
        try (EmbeddedBroker running = EmbeddedBroker.start(settings())) {
            assertThatThrownBy(() -> EmbeddedBroker.start(settings()))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining(settings().directory().toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("--home");
            connect(running.worker()); // the attempt did it no harm
        }
        startAndEnd();
    }

    @Test
    void start_journalDamaged_saysSoAndLeavesNothingRunning() throws IOException {
        startAndEnd();
        Path bindings = settings().directory().resolve("bindings");
        try (var files = Files.list(bindings)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(bindings);
        Files.createFile(bindings);

        assertThatThrownBy(() -> EmbeddedBroker.start(settings()))
                .isInstanceOf(BrokerStartException.class)
                .hasMessageContaining(settings().directory().toString());

        Files.delete(bindings);
        startAndEnd();
    }

    @Test
    void connect_nobodyListens_namesTheUriQuickly() {
        BrokerEndpoint nobody = new BrokerEndpoint(startAndEnd().uri(), new Credentials("worker", "secret"));
        long start = System.nanoTime();

        assertThatThrownBy(() -> connect(nobody))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining(nobody.uri())
                .hasMessageContaining("procession broker");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("as long as a call may take")
                .isLessThan(ConnectionSettings.defaults().callTimeout());
    }

    @Test
    void connect_notAnAddress_saysWhatOneLooksLike() {
        assertThatThrownBy(() -> connect(new BrokerEndpoint("localhost:61616", new Credentials("worker", "secret"))))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("'localhost:61616'")
                .hasMessageContaining("tcp://HOST:PORT");
    }

    @Test
    void close_connectionsOpen_tellsThemAndMayBeRepeated() {
        EmbeddedBroker broker = EmbeddedBroker.start(settings());
        try (BrokerConnection worker = BrokerConnection.open(broker.worker(), BrokerUnderTest.SETTINGS);
                BrokerConnection coordinator = BrokerConnection.open(broker.coordinator(), BrokerUnderTest.SETTINGS)) {
            CompletableFuture<Void> workerLost = new CompletableFuture<>();
            CompletableFuture<Void> coordinatorLost = new CompletableFuture<>();
            worker.onLost(() -> workerLost.complete(null));
            coordinator.onLost(() -> coordinatorLost.complete(null));

            broker.close();
            broker.close();

            assertThat(workerLost).succeedsWithin(60, SECONDS);
            assertThat(coordinatorLost).succeedsWithin(60, SECONDS);
            assertThat(worker.isLost()).isTrue();
            assertThat(coordinator.isLost()).isTrue();
        }
    }

    @Test
    void close_lastBrokerOfTheJvm_leavesNoThreadThatKeepsTheJvmAlive() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings())) {
            connect(broker.coordinator());
            connect(broker.worker());
        }

        Polling.until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> !thread.isDaemon() && thread.getName().contains("activemq")));
    }

    @Test
    void brokerProcess_closed_endsTheWait() {
        BrokerProcess process = BrokerProcess.start(settings());
        CompletableFuture<Void> end = CompletableFuture.runAsync(() -> {
            try {
                process.awaitEnd();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        connect(process.coordinator());
        connect(process.worker());
        connect(process.observer());
        assertThat(process.coordinator().uri()).startsWith("tcp://");
        assertThat(process.usersFile()).exists();
        assertThat(end).isNotDone();

        process.close();

        assertThat(end).succeedsWithin(60, SECONDS);
    }

    private BrokerEndpoint startAndEnd() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings())) {
            return broker.worker();
        }
    }

    private static void connect(BrokerEndpoint endpoint) {
        BrokerConnection.open(endpoint, ConnectionSettings.defaults()).close();
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
