// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.WorkerCommand;
import dev.procession.messaging.WorkerPresence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The other side of the broker, as a coordinator is: sends tasks, sees results and presences. For one thread. */
final class Observer implements AutoCloseable {

    static final Duration DEADLINE = Duration.ofSeconds(30);

    private final BrokerConnection connection;
    private final BrokerSession session;
    private final DeliveryConsumer results;

    Observer(BrokerEndpoint broker) {
        connection = BrokerConnection.open(broker, ConnectionSettings.defaults());
        session = connection.autoCommitSession();
        String subscription = Addresses.RESULTS + ".test." + UUID.randomUUID();
        session.createTemporarySubscription(subscription, Addresses.RESULTS);
        results = connection.autoCommitSession().consumer(subscription, null, 1024 * 1024);
    }

    void send(String address, Envelope message) {
        session.send(address, message);
    }

    void send(Envelope task) {
        send(Addresses.TASKS, task);
    }

    void command(WorkerCommand command) {
        send(Addresses.CONTROL, command.toEnvelope());
    }

    /** The next result. */
    Envelope result() {
        Delivery delivery = results.receive(DEADLINE);
        if (delivery == null) {
            throw new AssertionError("no result came in " + DEADLINE);
        }
        delivery.acknowledge();
        return delivery.envelope();
    }

    boolean hasResult() {
        return results.tryReceive() != null;
    }

    long count(String queue) {
        return session.messageCount(queue);
    }

    List<Envelope> browse(String queue) {
        List<Envelope> messages = new ArrayList<>();
        try (DeliveryConsumer browser = session.browser(queue, null)) {
            for (Delivery next = browser.tryReceive(); next != null; next = browser.tryReceive()) {
                messages.add(next.envelope());
            }
        }
        return messages;
    }

    /** What workers say now. */
    List<WorkerPresence> presences() {
        return browse(Addresses.PRESENCE).stream().map(WorkerPresence::from).toList();
    }

    @Override
    public void close() {
        connection.close();
    }
}
