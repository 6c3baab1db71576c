// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.UnreadableMessageException;
import dev.procession.messaging.WorkerCommand;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives the commands to workers over one connection, on its own thread and session, until the session ends. */
final class CommandReceiver implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(CommandReceiver.class);
    private static final int WINDOW_BYTES = 64 * 1024;

    private final BrokerSession session;
    private final DeliveryConsumer consumer;
    private final Consumer<WorkerCommand> listener;

    /** Subscribes: commands sent after this are received. */
    CommandReceiver(BrokerSession session, Consumer<WorkerCommand> listener) {
        this.session = session;
        this.listener = listener;
        // A name of its own each time: the broker may still keep the subscription of a connection that was just lost.
        String subscription = Addresses.CONTROL + "." + UUID.randomUUID();
        session.createTemporarySubscription(subscription, Addresses.CONTROL);
        this.consumer = session.consumer(subscription, null, WINDOW_BYTES);
    }

    @Override
    public void run() {
        try (session) {
            for (Delivery delivery = consumer.receive(); delivery != null; delivery = consumer.receive()) {
                delivery.acknowledge();
                obey(delivery);
            }
        } catch (MessagingException e) {
            LOG.debug("no more commands: the connection ended", e);
        }
    }

    private void obey(Delivery delivery) {
        try {
            listener.accept(WorkerCommand.from(delivery.envelope()));
        } catch (UnreadableMessageException e) {
            LOG.warn("a command to workers was ignored: {}", e.getMessage());
        }
    }
}
