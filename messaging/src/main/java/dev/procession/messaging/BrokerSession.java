// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.ActiveMQInterruptedException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.jspecify.annotations.Nullable;

/**
 * One session with the broker. The one class that speaks the Artemis core API: it alone can commit sends while a received
 * message stays unacknowledged, which is what a partition's lease is made of.
 *
 * <p><em>Threads:</em> for one thread at a time; {@link #close()} may be called from any, and ends a blocked receive.
 *
 * <p><em>Failure:</em> every method throws {@link BrokerUnavailableException} once the connection is lost; nothing that was not
 * committed before has happened.
 */
public final class BrokerSession implements AutoCloseable {

    private static final int USUAL_PRIORITY = 4;

    private static final int BROWSER_WINDOW_BYTES = 1024 * 1024;
    private static final int MIN_REFUSALS = 3;
    private static final int MAX_REFUSALS = 20;

    /** How a broker answers that sees the connection end while it obeys; it has no type of its own. */
    private static final String CONNECTION_DESTROYED = "AMQ229250";

    private final ClientSession session;
    private final BrokerEndpoint endpoint;
    private final ConnectionSettings settings;
    private @Nullable ClientProducer producer;

    BrokerSession(ClientSession session, BrokerEndpoint endpoint, ConnectionSettings settings) {
        this.session = session;
        this.endpoint = endpoint;
        this.settings = settings;
    }

    /**
     * Sends a message; in a transacted session it is seen after {@link #commit()}.
     *
     * @throws MessageTooLargeException if the body exceeds the connection's limit
     */
    public void send(String address, Envelope envelope) {
        send(address, envelope, USUAL_PRIORITY);
    }

    /**
     * Sends a message that is received before those of lower priority, which is 4 unless said otherwise; as {@link #send(String, Envelope)}.
     *
     * @param priority from 0 to 9
     */
    public void send(String address, Envelope envelope, int priority) {
        checkSize(envelope);
        run("send to " + address, () -> {
            if (producer == null) {
                producer = session.createProducer();
            }
            send(producer, address, toMessage(envelope).setPriority((byte) priority));
        });
    }

    // An interrupt can end a wait for the broker's leave to send more, before anything is sent. That wait is short, and
    // goes on; for a durable
    // message the wait may be for the answer as well.
    private static void send(ClientProducer producer, String address, Message message) throws ActiveMQException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    producer.send(address, message);
                    return;
                } catch (ActiveMQInterruptedException e) {
                    interrupted = true;
                    if (message.isDurable()) {
                        throw e;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Finds out before anything is sent whether {@link #send} would refuse the message: in a transacted session what was sent before
     * it could only be undone together with everything received.
     *
     * @throws MessageTooLargeException if the body exceeds the connection's limit
     */
    public void checkSize(Envelope envelope) {
        MessageTooLargeException.check(envelope, settings.maxMessageBytes());
    }

    private ClientMessage toMessage(Envelope envelope) {
        ClientMessage message = session.createMessage(envelope.durable());
        if (!envelope.kind().isEmpty()) { // as received: a message that is none of ours has no kind, and is to stay so
            message.putStringProperty(Headers.KIND, envelope.kind());
        }
        message.putIntProperty(Headers.VERSION, envelope.version());
        envelope.headers().forEach(message::putStringProperty);
        if (envelope.duplicateId() != null) {
            message.putStringProperty(Message.HDR_DUPLICATE_DETECTION_ID, SimpleString.of(envelope.duplicateId()));
        }
        if (envelope.lastValueKey() != null) {
            message.putStringProperty(Message.HDR_LAST_VALUE_NAME, SimpleString.of(envelope.lastValueKey()));
        }
        if (envelope.timeToLive() != null) {
            message.setExpiration(
                    System.currentTimeMillis() + envelope.timeToLive().toMillis());
        }
        message.getBodyBuffer().writeBytes(envelope.body());
        return message;
    }

    /**
     * Makes all sends and acknowledgements since the last commit take effect at once; blocks until the broker has them.
     *
     * @throws DuplicateMessageException if the broker has taken a message with the duplicate id of one of them before: then none
     *     of them takes effect. So a message that may be a duplicate is committed alone
     */
    public void commit() {
        run("commit", session::commit);
    }

    /**
     * Commits without waiting for the broker's answer: that it did not take effect shows only as the loss of the connection. For
     * messages that a restart of the broker forgets anyway.
     */
    public void commitLater() {
        run("commit", () -> session.commit(false));
    }

    /**
     * Sends a message with a duplicate id and commits; nothing else may be pending in the session.
     *
     * @return whether the broker took it; false if it had taken one with this id before
     */
    public boolean sendOnce(String address, Envelope envelope) {
        send(address, envelope);
        return call("send once to " + address, () -> {
            try {
                session.commit();
                return true;
            } catch (ActiveMQException e) {
                if (e.getType() == ActiveMQExceptionType.DUPLICATE_ID_REJECTED
                        || e.getType() == ActiveMQExceptionType.TRANSACTION_ROLLED_BACK) {
                    session.rollback();
                    return false;
                }
                throw e;
            }
        });
    }

    /** Undoes all sends and acknowledgements since the last commit; received messages go back to their queues. */
    public void rollback() {
        run("roll back", session::rollback);
    }

    /**
     * Opens a consumer that holds what it received until it is acknowledged.
     *
     * @param queue name of the queue
     * @param filter selector that a message must satisfy, or null for all
     * @param windowBytes how many bytes of messages may wait in this process; 0 = none but the one received
     */
    public DeliveryConsumer consumer(String queue, @Nullable String filter, int windowBytes) {
        return call(
                "consume from " + queue,
                () -> new DeliveryConsumer(session.createConsumer(queue, filter, windowBytes, -1, false), this));
    }

    /** Opens a consumer that sees what is in the queue now and takes nothing. */
    public DeliveryConsumer browser(String queue, @Nullable String filter) {
        return browser(
                queue, filter, 0); // only then does the client send its credit before it asks whether there is more
    }

    private DeliveryConsumer browser(String queue, @Nullable String filter, int windowBytes) {
        return call(
                "browse " + queue,
                () -> new DeliveryConsumer(session.createConsumer(queue, filter, windowBytes, -1, true), this));
    }

    /**
     * Shows {@code action} all that is in a queue now, in order, and takes nothing. For a queue that may be long, since a {@link #browser} asks the
     * broker for each message; all of it is in this JVM's memory for a while.
     */
    public void browseAll(String queue, Consumer<Delivery> action) {
        List<Delivery> all = browseFast(queue);
        if (all != null) {
            all.forEach(action);
            return;
        }
        try (DeliveryConsumer browser = browser(queue, null, 0)) {
            for (Delivery next = browser.tryReceive(); next != null; next = browser.tryReceive()) {
                action.accept(next);
            }
        }
    }

    /**
     * Null if some are in the hands of a consumer, or come slowly. Nothing of that may be used: what a consumer gives back is before all others, and an
     * event shown after a later one would undo it.
     */
    private @Nullable List<Delivery> browseFast(String queue) {
        List<Delivery> all = new ArrayList<>();
        try (DeliveryConsumer browser = browser(queue, null, BROWSER_WINDOW_BYTES)) {
            int refusals = 0;
            while (refusals < MAX_REFUSALS) {
                Delivery next = browser.tryReceive();
                if (next != null) {
                    refusals = 0;
                    all.add(next);
                } else if (++refusals >= MIN_REFUSALS && all.size() >= messageCount(queue)) {
                    return all;
                }
            }
        }
        return null;
    }

    /**
     * Creates a queue of its own address that is gone when the broker ends, unless it exists.
     *
     * @return whether this call created it
     */
    public boolean createTransientQueue(String queue) {
        return createQueue(transientQueue(queue));
    }

    /**
     * Creates a log: a queue of its own address from which nothing is ever taken, so that every consumer gets all its messages from the
     * first one on, in one order for all. It is gone when the broker ends. Messages must be sent in transacted sessions: one that was sent
     * without may reach one consumer alone.
     *
     * @return whether this call created it; false if it existed
     */
    public boolean createLog(String queue) {
        return createQueue(transientQueue(queue).setNonDestructive(true));
    }

    private static QueueConfiguration transientQueue(String queue) {
        return QueueConfiguration.of(queue)
                .setAddress(queue)
                .setRoutingType(RoutingType.ANYCAST)
                .setDurable(false)
                .setAutoDelete(false);
    }

    /** The names of all queues whose address matches {@code pattern}: {@code *} is one word of it, {@code #} any number. */
    public List<String> queues(String pattern) {
        return call(
                "list " + pattern,
                () -> session.addressQuery(SimpleString.of(pattern)).getQueueNames().stream()
                        .map(SimpleString::toString)
                        .toList());
    }

    /** Creates a durable queue with a selector on a multicast address, unless it exists. */
    public void createDurableQueue(String queue, String address, String filter) {
        createQueue(QueueConfiguration.of(queue)
                .setAddress(address)
                .setRoutingType(RoutingType.MULTICAST)
                .setFilterString(filter)
                .setDurable(true)
                .setAutoDelete(false));
    }

    /** Creates a durable queue of its own address, unless it exists. */
    public void createDurableQueue(String queue) {
        run("create address " + queue, () -> {
            try {
                if (!session.addressQuery(SimpleString.of(queue)).isExists()) {
                    session.createAddress(SimpleString.of(queue), RoutingType.ANYCAST, false);
                }
            } catch (ActiveMQException e) {
                if (e.getType() != ActiveMQExceptionType.ADDRESS_EXISTS) {
                    throw e;
                }
            }
        });
        createQueue(QueueConfiguration.of(queue)
                .setAddress(queue)
                .setRoutingType(RoutingType.ANYCAST)
                .setDurable(true)
                .setAutoDelete(false));
    }

    /** Creates a queue on a multicast address that ends with this connection. */
    public void createTemporarySubscription(String queue, String address) {
        createTemporarySubscription(queue, address, null);
    }

    /** Creates a queue with a selector, or null for all, on a multicast address; it ends with this connection. */
    public void createTemporarySubscription(String queue, String address, @Nullable String filter) {
        createQueue(QueueConfiguration.of(queue)
                .setAddress(address)
                .setRoutingType(RoutingType.MULTICAST)
                .setFilterString(filter)
                .setDurable(false)
                .setTemporary(true));
    }

    /** Creates a queue of its own address that ends with this connection. */
    public void createTemporaryQueue(String queue) {
        createQueue(QueueConfiguration.of(queue)
                .setAddress(queue)
                .setRoutingType(RoutingType.ANYCAST)
                .setDurable(false)
                .setTemporary(true));
    }

    private boolean createQueue(QueueConfiguration queue) {
        return call("create queue " + queue.getName(), () -> {
            try {
                session.createQueue(queue);
                return true;
            } catch (ActiveMQException e) {
                if (e.getType() != ActiveMQExceptionType.QUEUE_EXISTS) {
                    throw e;
                }
                return false;
            }
        });
    }

    /** Deletes a queue with all its messages, if it exists. */
    public void deleteQueue(String queue) {
        run("delete queue " + queue, () -> {
            if (session.queueQuery(SimpleString.of(queue)).isExists()) {
                session.deleteQueue(queue);
            }
        });
    }

    /** Deletes a queue with all its messages, if it exists and has no consumer. */
    public void deleteQueueIfUnread(String queue) {
        run("delete queue " + queue, () -> {
            ClientSession.QueueQuery found = session.queueQuery(SimpleString.of(queue));
            if (found.isExists() && found.getConsumerCount() == 0) {
                session.deleteQueue(queue);
            }
        });
    }

    /** How many consumers a queue has; 0 if there is no such queue. */
    public int consumerCount(String queue) {
        return call(
                "query queue " + queue,
                () -> session.queueQuery(SimpleString.of(queue)).getConsumerCount());
    }

    /** Whether there is a queue of this name. */
    public boolean queueExists(String queue) {
        return call(
                "query queue " + queue,
                () -> session.queueQuery(SimpleString.of(queue)).isExists());
    }

    /** How many messages a queue holds, those in delivery included; 0 if there is no such queue. */
    public long messageCount(String queue) {
        return call(
                "query queue " + queue,
                () -> session.queueQuery(SimpleString.of(queue)).getMessageCount());
    }

    /** Whether the session can no longer be used. */
    public boolean isClosed() {
        return session.isClosed();
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (ActiveMQException e) {
            // The broker is gone, and the session with it.
        }
    }

    void start() {
        run("start", session::start);
    }

    interface Call {
        void run() throws ActiveMQException;
    }

    interface Query<T> {
        T run() throws ActiveMQException;
    }

    void run(String what, Call call) {
        try {
            call.run();
        } catch (ActiveMQException e) {
            throw translate(what, endpoint, e);
        }
    }

    <T extends @Nullable Object> T call(String what, Query<T> query) {
        try {
            return query.run();
        } catch (ActiveMQException e) {
            throw translate(what, endpoint, e);
        }
    }

    static MessagingException translate(String what, BrokerEndpoint endpoint, ActiveMQException e) {
        String broker = "the broker at " + endpoint.uri();
        if (String.valueOf(e.getMessage()).startsWith(CONNECTION_DESTROYED)) {
            return lost(what, broker, e);
        }
        return switch (e.getType()) {
            case NOT_CONNECTED,
                    CONNECTION_TIMEDOUT,
                    DISCONNECTED,
                    UNBLOCKED,
                    OBJECT_CLOSED,
                    TRANSACTION_OUTCOME_UNKNOWN,
                    TRANSACTION_ROLLED_BACK -> lost(what, broker, e);
            case SECURITY_EXCEPTION ->
                new BrokerUnavailableException(
                        broker + " does not allow user '"
                                + endpoint.credentials().user() + "' to " + what
                                + "; check the credentials and the roles: " + e.getMessage(),
                        e);
            case ADDRESS_FULL ->
                new BrokerFullException(
                        broker + " could not " + what + ": its disk is nearly full, or the address is; make room", e);
            case DUPLICATE_ID_REJECTED ->
                new DuplicateMessageException(
                        broker
                                + " has taken a message with the same duplicate id before; nothing of this commit took effect",
                        e);
            default -> new MessagingException(broker + " could not " + what + ": " + e.getMessage(), e);
        };
    }

    private static MessagingException lost(String what, String broker, ActiveMQException e) {
        return new BrokerUnavailableException(
                "lost the connection to " + broker + " (could not " + what + "): " + e.getMessage(), e);
    }
}
