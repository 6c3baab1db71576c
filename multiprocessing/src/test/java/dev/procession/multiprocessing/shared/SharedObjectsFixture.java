// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.ObjectSerializer;
import dev.procession.messaging.TrustedClasses;
import dev.procession.testing.TestBroker;
import java.time.Duration;
import java.util.Set;

/** Several processes, as far as the broker can see, in one JVM. */
final class SharedObjectsFixture extends Processes {

    /** The broker notices a cut at once; a busy machine is not to pass for one. */
    static final Duration LONG_LEASE = Duration.ofSeconds(60);

    private final TestBroker broker;

    SharedObjectsFixture(TestBroker broker) {
        this.broker = broker;
    }

    TestBroker broker() {
        return broker;
    }

    static ObjectSerializer serializer() {
        return ObjectSerializer.of(SharedObjectsFixture.class.getClassLoader(), TrustedClasses.of("", Set.of()));
    }

    /** {@inheritDoc} Its connection goes over the line that can be cut. */
    @Override
    SharedObjects process() {
        return process(broker.worker(), settings(LONG_LEASE));
    }

    /** One more process whose connection goes over the line, and is lost when it is silent for as long as {@link TestBroker#SETTINGS} says. */
    SharedObjects processWithAShortLease() {
        return process(broker.worker(), TestBroker.SETTINGS);
    }

    /** {@inheritDoc} */
    @Override
    void lose(SharedObjects process) {
        broker.cut();
    }

    /** {@inheritDoc} Its connection cannot be cut. */
    @Override
    SharedObjects steadyProcess() {
        return process(broker.otherWorker(), settings(LONG_LEASE));
    }

    @Override
    long waitingCalls(String service) {
        try (BrokerConnection connection = BrokerConnection.open(broker.otherWorker(), settings(LONG_LEASE));
                BrokerSession session = connection.autoCommitSession()) {
            return session.messageCount(Addresses.SHARED + ".global.calls." + service);
        }
    }

    static ConnectionSettings settings(Duration timeToLive) {
        return new ConnectionSettings(
                timeToLive, TestBroker.SETTINGS.callTimeout().plus(timeToLive), TestBroker.SETTINGS.maxMessageBytes());
    }

    private SharedObjects process(BrokerEndpoint endpoint, ConnectionSettings settings) {
        return add(SharedObjects.open(endpoint, settings, SharedObjectsFixture::serializer, SharedScope.GLOBAL));
    }
}
