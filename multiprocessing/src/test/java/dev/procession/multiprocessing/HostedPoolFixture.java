// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static dev.procession.multiprocessing.PoolTasks.await;
import static dev.procession.multiprocessing.PoolTasks.pid;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker, hosts in JVMs of their own, and pools on them. */
@BrokerTest
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class HostedPoolFixture {

    @TempDir
    Path directory;

    final List<HostFork> forks = new ArrayList<>();
    TestBroker broker;

    @BeforeEach
    void use(TestBroker given) {
        broker = given;
    }

    @AfterEach
    void end() {
        forks.forEach(HostFork::close);
        Leftovers.assertNone();
    }

    HostFork host(int places) {
        return add(HostFork.start(broker.otherWorker(), places));
    }

    HostFork add(HostFork fork) {
        forks.add(fork);
        return fork;
    }

    Multiprocessing connect() {
        return connect(broker.otherWorker());
    }

    static Multiprocessing connect(BrokerEndpoint endpoint) {
        return Multiprocessing.connect(URI.create(endpoint.uri()), endpoint.credentials());
    }

    static PoolSettings workers(int count) {
        return PoolSettings.of(count).onHosts();
    }

    /** Says in a file who runs it, and ends when another file is there. */
    static long tellAndAwait(String told, String go) throws IOException {
        System.out.println("about to wait");
        Files.move(Files.writeString(Path.of(told + ".new"), Long.toString(pid())), Path.of(told));
        await().until(() -> Files.exists(Path.of(go)));
        return pid();
    }

    static int never(String told) throws IOException, InterruptedException {
        tellAndAwait(told, told);
        new CountDownLatch(1).await();
        return 0;
    }

    long awaitPid(String file) throws IOException {
        await().until(() -> Files.exists(Path.of(file)));
        return Long.parseLong(Files.readString(Path.of(file)));
    }

    String file(String name) {
        return directory.resolve(name).toString();
    }
}
