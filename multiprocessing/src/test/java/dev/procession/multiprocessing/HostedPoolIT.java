// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static dev.procession.multiprocessing.PoolTasks.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.testing.TestBroker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On hosts, each a JVM that has connected to the same broker. */
class HostedPoolIT extends WorkerPoolContract {

    @TempDir
    private static Path brokerDirectory;

    private static TestBroker broker;
    private static List<HostFork> hosts;

    @BeforeAll
    @Timeout(180)
    static void startHosts() throws IOException {
        broker = TestBroker.start(brokerDirectory);
        hosts = List.of(HostFork.start(broker.otherWorker(), 1), HostFork.start(broker.otherWorker(), 2));
        try (Multiprocessing mp = connect();
                WorkerPool pool = mp.pool(PoolSettings.of(3).onHosts())) {
            await().until(() -> pool.workers().size() == 3);
        }
    }

    @AfterAll
    static void endHosts() {
        hosts.forEach(HostFork::close);
        broker.close();
    }

    @Override
    Multiprocessing start() {
        return connect();
    }

    private static Multiprocessing connect() {
        BrokerEndpoint endpoint = broker.otherWorker();
        return Multiprocessing.connect(URI.create(endpoint.uri()), endpoint.credentials());
    }

    @Override
    PoolSettings workers(int count) {
        return PoolSettings.of(count).onHosts();
    }

    @Override
    void nothingIsLeft() {
        hosts.forEach(HostFork::awaitIdle);
    }

    @Test
    void pool_madeByAThreadThatIsInterrupted_connectsAndKeepsTheInterrupt() {
        try (Multiprocessing mp = start()) {
            Thread.currentThread().interrupt();
            WorkerPool pool = mp.pool(workers(1));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(pool.apply(() -> 1)).isOne();
            pool.close();
        }
    }

    @Test
    void argumentsAndResults_largerThanAMessage_travel() {
        byte[] large = new byte[15 * 1024 * 1024];
        Arrays.fill(large, (byte) 7);
        try (Multiprocessing mp = start();
                WorkerPool pool = mp.pool(workers(1))) {
            byte[] back = pool.apply(bytes -> bytes, large);
            assertThat(back).isEqualTo(large);
        }
    }
}
