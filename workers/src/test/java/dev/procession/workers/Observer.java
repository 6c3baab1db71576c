// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static org.awaitility.Awaitility.await;

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
public final class Observer implements AutoCloseable {

    public static final Duration DEADLINE = Duration.ofSeconds(60);

    private final BrokerConnection connection;
    private final BrokerSession session;
    private final DeliveryConsumer results;

    public Observer(BrokerEndpoint broker) {
        connection = BrokerConnection.open(broker, ConnectionSettings.defaults());
        session = connection.autoCommitSession();
        String subscription = Addresses.RESULTS + ".test." + UUID.randomUUID();
        session.createTemporarySubscription(subscription, Addresses.RESULTS);
        results = connection.autoCommitSession().consumer(subscription, null, 1024 * 1024);
    }

    public void send(String address, Envelope message) {
        session.send(address, message);
    }

    public void send(Envelope task) {
        send(Addresses.TASKS, task);
    }

    public void command(WorkerCommand command) {
        send(Addresses.CONTROL, command.toEnvelope());
    }

    /** The next result. */
    public Envelope result() {
        Delivery delivery = results.receive(DEADLINE);
        if (delivery == null) {
            throw new AssertionError("no result came in " + DEADLINE);
        }
        delivery.acknowledge();
        return delivery.envelope();
    }

    /** Waits until a queue holds so many; what a commit sent can be seen a moment before what it acknowledged is gone. */
    public void awaitCount(String queue, long count) {
        await().atMost(DEADLINE).until(() -> session.messageCount(queue), now -> now == count);
    }

    public List<Envelope> browse(String queue) {
        List<Envelope> messages = new ArrayList<>();
        try (DeliveryConsumer browser = session.browser(queue, null)) {
            for (Delivery next = browser.tryReceive(); next != null; next = browser.tryReceive()) {
                messages.add(next.envelope());
            }
        }
        return messages;
    }

    /** What workers say now. */
    public List<WorkerPresence> presences() {
        return browse(Addresses.PRESENCE).stream().map(WorkerPresence::from).toList();
    }

    /** Leaves nothing to the next test: no task either that the broker still takes for held, by a connection that was cut or a process that was killed. */
    public void purge() {
        for (String queue : List.of(Addresses.TASKS, Addresses.CHECKPOINTS, Addresses.DEAD_LETTERS)) {
            await("nothing is left in " + queue).atMost(DEADLINE).until(() -> {
                takeAll(queue);
                return session.messageCount(queue) == 0;
            });
        }
    }

    private void takeAll(String queue) {
        try (BrokerSession own = connection.autoCommitSession();
                DeliveryConsumer consumer = own.consumer(queue, null, 1024 * 1024)) {
            for (Delivery next = consumer.tryReceive(); next != null; next = consumer.tryReceive()) {
                next.acknowledge();
            }
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
