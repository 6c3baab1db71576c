// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.time.Duration;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.ActiveMQInterruptedException;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.jspecify.annotations.Nullable;

/** Receives the messages of one queue, on the thread of its session. */
public final class DeliveryConsumer implements AutoCloseable {

    private final ClientConsumer consumer;
    private final BrokerSession session;
    private boolean isAfterLarge;

    DeliveryConsumer(ClientConsumer consumer, BrokerSession session) {
        this.consumer = consumer;
        this.session = session;
        session.start();
    }

    /**
     * The next message if there is one now; asks the broker, so that null from a browser means the queue has no more. From a consumer it may also
     * mean that the next one is still being read from the broker's disk. Not for a consumer with a window: there the question may overtake
     * the credit for the answer.
     *
     * @throws BrokerUnavailableException if the connection is lost before the answer: the client alone would take that for an empty queue
     */
    public @Nullable Delivery tryReceive() {
        ClientMessage message = session.call("receive", () -> consumer.receiveImmediate());
        if (message == null && isAfterLarge) { // the broker answers no while it ends the delivery of a large message
            message = session.call("receive", () -> consumer.receiveImmediate());
        }
        isAfterLarge = message != null && message.isLargeMessage();
        if (message == null && consumer.isClosed()) {
            throw new BrokerUnavailableException("the connection ended before the broker had answered", null);
        }
        return wrap(message);
    }

    /**
     * The next message, waiting for it as long as {@code timeout}; null if none came or the session was closed. Not for a
     * consumer with an empty window: a bounded wait there can lose the broker's credit.
     */
    public @Nullable Delivery receive(Duration timeout) {
        return wrap(session.call("receive", () -> consumer.receive(timeout.toMillis())));
    }

    /** The next message; blocks until there is one. Null when the session was closed or the connection lost. */
    public @Nullable Delivery receive() {
        return wrap(session.call("receive", () -> consumer.receive()));
    }

    /** As {@link #receive()}, and can be interrupted. */
    public @Nullable Delivery receiveInterruptibly() throws InterruptedException {
        try {
            return receive();
        } catch (ActiveMQInterruptedException e) {
            throw (InterruptedException) new InterruptedException().initCause(e);
        }
    }

    /**
     * Hands each message to {@code listener} as it comes, on a thread of the connection, one at a time, and acknowledges it. In place of
     * receiving; for a {@link BrokerConnection#listeningSession()}.
     */
    public void listen(Consumer<Delivery> listener) {
        session.run(
                "listen",
                () -> consumer.setMessageHandler(message -> {
                    listener.accept(new Delivery(message, session));
                    session.run("acknowledge", message::acknowledge);
                }));
    }

    private @Nullable Delivery wrap(@Nullable ClientMessage message) {
        return message == null ? null : new Delivery(message, session);
    }

    @Override
    public void close() {
        session.run("close a consumer", consumer::close);
    }
}
