// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Credentials;
import dev.procession.messaging.EmbeddedBroker;
import dev.procession.messaging.Envelope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client with nothing on its class path but what messaging brings speaks TLS with a broker that asks for it. */
@Timeout(180)
class TlsBrokerTest {

    private static final String STORE_PASSWORD = "store-password";
    private static final int VM_ID = 6_999;
    private static final ConnectionSettings IMPATIENT =
            new ConnectionSettings(Duration.ofSeconds(3), Duration.ofSeconds(1), 1024);

    @TempDir
    Path directory;

    private ActiveMQServer server;
    private Credentials worker;

    @BeforeEach
    void start() throws Exception {
        keytool(
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1");
        BrokerUsers users = BrokerUsers.readOrCreate(directory);
        worker = users.worker();
        Configuration configuration =
                BrokerConfiguration.of(new EmbeddedBroker.Settings(directory, "127.0.0.1", 0), VM_ID);
        requireTls(configuration);
        QuietLogging.apply();
        server = new ActiveMQServerImpl(configuration, new UserSecurity(users));
        server.start();
        acceptor().start();
    }

    private void requireTls(Configuration configuration) {
        TransportConfiguration plain = configuration.getAcceptorConfigurations().stream()
                .filter(acceptor -> acceptor.getName().equals(BrokerConfiguration.TCP))
                .findFirst()
                .orElseThrow();
        Map<String, Object> parameters = new HashMap<>(plain.getParams());
        parameters.put("sslEnabled", true);
        parameters.put("enabledProtocols", "TLSv1.3");
        parameters.put("keyStorePath", store());
        parameters.put("keyStorePassword", STORE_PASSWORD);
        configuration.getAcceptorConfigurations().remove(plain);
        configuration
                .getAcceptorConfigurations()
                .add(new TransportConfiguration(
                        plain.getFactoryClassName(), parameters, plain.getName(), plain.getExtraParams()));
    }

    private NettyAcceptor acceptor() {
        return (NettyAcceptor) server.getRemotingService().getAcceptor(BrokerConfiguration.TCP);
    }

    private String store() {
        return directory.resolve("store.p12").toString();
    }

    private void keytool(String... command) throws IOException, InterruptedException {
        String[] all = new String[command.length + 5];
        all[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        System.arraycopy(command, 0, all, 1, command.length);
        all[command.length + 1] = "-keystore";
        all[command.length + 2] = store();
        all[command.length + 3] = "-storepass";
        all[command.length + 4] = STORE_PASSWORD;
        Process process = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(process.waitFor()).isZero();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private BrokerEndpoint endpoint(String parameters) {
        return new BrokerEndpoint("tcp://127.0.0.1:" + acceptor().getActualPort() + parameters, worker);
    }

    @Test
    void connection_overTls_carriesMessages() {
        String trust = "?sslEnabled=true&trustStorePath=" + store() + "&trustStorePassword=" + STORE_PASSWORD;
        try (BrokerConnection connection = BrokerConnection.open(endpoint(trust), BrokerUnderTest.SETTINGS);
                BrokerSession session = connection.session()) {
            session.send(
                    Addresses.CHECKPOINTS,
                    Envelope.durable("checkpoint", 1, new byte[200 * 1024]).lastValueKey("p"));
            session.commit();
            assertThat(session.browser(Addresses.CHECKPOINTS, null).tryReceive())
                    .isNotNull();
        }
    }

    @Test
    void connection_toABrokerThatIsNotTrusted_isRefused() {
        assertThatThrownBy(() -> BrokerConnection.open(endpoint("?sslEnabled=true"), IMPATIENT))
                .isInstanceOf(BrokerUnavailableException.class);
    }

    @Test
    void connection_withoutTls_isRefused() {
        assertThatThrownBy(() -> BrokerConnection.open(endpoint(""), IMPATIENT))
                .isInstanceOf(BrokerUnavailableException.class);
    }
}
