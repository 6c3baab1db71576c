// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.Headers;
import dev.procession.messaging.UnreadableMessageException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls by way of a broker, while one connection lives.
 *
 * <p>A server commits a call when it has answered. If it dies, the broker itself takes the call for one that nobody is to have again, and
 * sends it back, to {@link Addresses#FAILED_CALLS}. A call that is withdrawn is received from its queue.
 */
final class BrokerCalls implements CallPath {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerCalls.class);
    private static final int WINDOW_BYTES = 1024 * 1024;

    private final Client client;
    private final BrokerSession sender;
    private final ServiceCalls calls;
    private final Set<String> queues = ConcurrentHashMap.newKeySet();

    private BrokerCalls(Client client) {
        this.client = client;
        this.sender = client.connection().autoCommitSession();
        this.calls = new ServiceCalls(client.id(), this);
    }

    static ServiceCalls open(Client client) {
        return Uninterrupted.call(() -> {
            BrokerCalls path = new BrokerCalls(client);
            path.listen(client.connection());
            client.onEnd(path.calls::lost);
            return path.calls;
        });
    }

    private void listen(BrokerConnection connection) {
        BrokerSession answers = connection.listeningSession();
        answers.createTemporaryQueue(answersQueue(client.id()));
        answers.consumer(answersQueue(client.id()), null, WINDOW_BYTES).listen(this::answered);
        String own = Long.toHexString(client.id());
        String failures = Addresses.FAILED_CALLS + "." + own;
        BrokerSession news = connection.listeningSession();
        news.createTemporarySubscription(failures, Addresses.FAILED_CALLS, Headers.CLIENT + " = '" + own + "'");
        news.consumer(failures, null, WINDOW_BYTES).listen(this::serverDied);
    }

    /** Where a process awaits answers; made of its number alone, so that a call cannot have an answer sent to just anywhere. */
    static String answersQueue(long client) {
        return Addresses.SHARED + ".answers." + Long.toHexString(client);
    }

    private void answered(Delivery delivery) {
        ServiceCall call = calls.waiting(ServiceMessages.id(delivery.envelope()));
        if (call != null) {
            try {
                call.outcome.complete(new ServiceCall.Answered(ServiceMessages.answer(delivery.envelope())));
            } catch (UnreadableMessageException e) {
                LOG.warn("the answer to the call {} cannot be read: {}", call, e.getMessage());
            }
        }
    }

    private void serverDied(Delivery delivery) {
        ServiceCall call = calls.waiting(ServiceMessages.id(delivery.envelope()));
        if (call != null) {
            calls.serverDied(call);
        }
    }

    @Override
    public boolean isEnded() {
        return client.isEnded();
    }

    @Override
    public void send(ServiceCall call) {
        String queue = call.service.callsQueue();
        if (!queues.contains(queue)) {
            client.createQueue(queue);
            queues.add(queue);
        }
        client.beforeOperation();
        synchronized (sender) {
            sender.send(queue, call.message);
        }
    }

    @Override
    public boolean withdraw(ServiceCall call) {
        try (BrokerSession session = client.connection().session()) {
            Delivery own = session.consumer(call.service.callsQueue(), Headers.CALL + " = '" + call.id() + "'", 0)
                    .tryReceive();
            if (own == null) {
                return false;
            }
            own.acknowledge();
            session.commit();
            return true;
        }
    }

    @Override
    public int servers(ServiceCall call) {
        return client.consumerCount(call.service.callsQueue());
    }

    @Override
    public void later(Runnable work) {
        client.later(work);
    }

    @Override
    public Runnable after(long nanos, Runnable work) {
        return client.after(nanos, work);
    }
}
