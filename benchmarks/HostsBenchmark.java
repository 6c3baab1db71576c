// SPDX-License-Identifier: Apache-2.0
import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.Credentials;
import dev.procession.messaging.EmbeddedBroker;
import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.PoolHost;
import dev.procession.multiprocessing.PoolSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The pools of PoolBenchmark with processes of this JVM's, and with processes of a host, in turn; the broker is in this JVM, the host in one of its own. */
public final class HostsBenchmark {

    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            PoolHost.start(URI.create(args[0]), new Credentials(args[1], args[2]), 2).awaitEnd();
            return;
        }
        Path directory = Files.createTempDirectory("hosts-benchmark-");
        try (EmbeddedBroker broker = EmbeddedBroker.start(new EmbeddedBroker.Settings(directory, "127.0.0.1", 0))) {
            BrokerEndpoint endpoint = broker.worker();
            Process host = host(endpoint);
            try (Multiprocessing mp =
                    Multiprocessing.connect(URI.create(endpoint.uri()), endpoint.credentials())) {
                for (int round = 0; round < 2; round++) {
                    System.out.println("-- of this machine");
                    PoolBenchmark.pools(mp, PoolSettings.of(2));
                    System.out.println("-- on a host");
                    PoolBenchmark.pools(mp, PoolSettings.of(2).onHosts());
                }
            } finally {
                host.destroyForcibly().waitFor();
            }
        }
    }

    private static Process host(BrokerEndpoint broker) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostsBenchmark.class.getName(),
                        broker.uri(),
                        broker.credentials().user(),
                        broker.credentials().password())
                .inheritIO()
                .start();
    }
}
