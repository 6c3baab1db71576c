// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.ObjectSerializer;
import dev.procession.messaging.TrustedClasses;
import dev.procession.testing.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several processes, as far as the broker can see, in one JVM; and threads that may block. */
final class SharedObjectsFixture implements AutoCloseable {

    private final TestBroker broker;
    private final List<SharedObjects> all = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    SharedObjectsFixture(TestBroker broker) {
        this.broker = broker;
    }

    TestBroker broker() {
        return broker;
    }

    static ObjectSerializer serializer() {
        return ObjectSerializer.of(SharedObjectsFixture.class.getClassLoader(), TrustedClasses.of("", Set.of()));
    }

    /** One more process, whose connection goes over the line that can be cut. */
    SharedObjects process() {
        return process(broker.worker(), TestBroker.SETTINGS);
    }

    /** One more process, whose connection cannot be cut. */
    SharedObjects steadyProcess() {
        return process(broker.otherWorker(), TestBroker.SETTINGS);
    }

    /** One more process, which keeps its connection so long when it is silent. */
    SharedObjects patientProcess(Duration timeToLive) {
        return process(broker.otherWorker(), settings(timeToLive));
    }

    static ConnectionSettings settings(Duration timeToLive) {
        return new ConnectionSettings(
                timeToLive, TestBroker.SETTINGS.callTimeout().plus(timeToLive), TestBroker.SETTINGS.maxMessageBytes());
    }

    private SharedObjects process(BrokerEndpoint endpoint, ConnectionSettings settings) {
        SharedObjects objects =
                SharedObjects.open(endpoint, settings, SharedObjectsFixture::serializer, SharedScope.GLOBAL);
        all.add(objects);
        return objects;
    }

    <T> Future<T> start(Callable<T> work) {
        return threads.submit(work);
    }

    Future<?> run(ThrowingRunnable work) {
        return threads.submit(() -> {
            work.run();
            return null;
        });
    }

    interface ThrowingRunnable {
        void run() throws Exception;
    }

    @Override
    public void close() {
        all.forEach(SharedObjects::close);
        threads.shutdownNow();
    }
}
