// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.Headers;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.UnreadableMessageException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of this process that wait for answers, while one connection lives.
 *
 * <p>A server commits a call when it has answered. If it dies, the broker itself takes the call for one that nobody is to have again, and
 * sends it back, to {@link Addresses#FAILED_CALLS}. A call whose time is up is taken out of its queue again; if it is not there, it was begun.
 */
final class ServiceCalls {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceCalls.class);
    private static final int WINDOW_BYTES = 1024 * 1024;

    private final Client client;
    private final BrokerSession sender;
    private final Map<String, ServiceCall> waiting = new ConcurrentHashMap<>();
    private final Set<String> queues = ConcurrentHashMap.newKeySet();
    private final AtomicLong last = new AtomicLong();

    private ServiceCalls(Client client) {
        this.client = client;
        this.sender = client.connection().autoCommitSession();
    }

    static ServiceCalls open(Client client) {
        return Uninterrupted.call(() -> {
            ServiceCalls calls = new ServiceCalls(client);
            calls.listen(client.connection());
            client.onEnd(calls::lost);
            return calls;
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

    boolean isEnded() {
        return client.isEnded();
    }

    /** Sends a call; what becomes of it shows in it. */
    ServiceCall send(
            ObjectName service,
            ServiceMethod method,
            List<byte[]> arguments,
            Duration limit,
            List<Runnable> handedOver) {
        if (!queues.contains(service.callsQueue())) {
            client.createQueue(service.callsQueue());
            queues.add(service.callsQueue());
        }
        String id = Long.toHexString(client.id()) + "-" + last.incrementAndGet();
        ServiceCall call = new ServiceCall(
                service,
                method,
                ServiceMessages.toEnvelope(
                        new ServiceMessages.Call(method.signature(), arguments), client.id(), id, limit),
                limit,
                handedOver);
        waiting.put(id, call);
        try {
            transmit(call);
        } catch (RuntimeException e) {
            waiting.remove(id);
            call.abandonArguments();
            throw e;
        }
        Runnable cancelTimer = client.after(limit.toNanos(), () -> timeIsUp(call));
        var unused = call.outcome.thenRun(() -> {
            cancelTimer.run();
            waiting.remove(id);
        });
        if (client.isEnded()) {
            lost(new BrokerUnavailableException("the connection to the broker was lost or closed", null));
        }
        return call;
    }

    private void transmit(ServiceCall call) {
        client.beforeOperation();
        synchronized (sender) {
            sender.send(call.queue(), call.message);
        }
    }

    private void answered(Delivery delivery) {
        ServiceCall call = waiting.get(ServiceMessages.id(delivery.envelope()));
        if (call != null) {
            try {
                call.outcome.complete(new ServiceCall.Answered(ServiceMessages.answer(delivery.envelope())));
            } catch (UnreadableMessageException e) {
                LOG.warn("the answer to the call {} cannot be read: {}", call, e.getMessage());
            }
        }
    }

    private void serverDied(Delivery delivery) {
        ServiceCall call = waiting.get(ServiceMessages.id(delivery.envelope()));
        if (call == null || call.outcome.isDone()) {
            return;
        }
        if (call.triesAgain()) {
            client.later(() -> again(call));
        } else {
            call.outcome.complete(new ServiceCall.ServerDied());
            client.later(call::abandonArguments);
        }
    }

    private void again(ServiceCall call) {
        if (!waiting.containsKey(call.id())) {
            return; // its time was up meanwhile, or it was abandoned
        }
        try {
            transmit(call);
        } catch (MessagingException e) {
            LOG.debug("the call {} cannot be sent again", call, e);
        }
    }

    private void timeIsUp(ServiceCall call) {
        if (call.outcome.isDone()) {
            return;
        }
        try {
            int servers = client.consumerCount(call.queue());
            boolean begun = !withdraw(call);
            call.outcome.complete(new ServiceCall.Unanswered(begun, servers));
        } catch (MessagingException e) {
            LOG.debug("the call {} cannot be withdrawn", call, e);
            call.outcome.complete(new ServiceCall.Unanswered(true, 0));
        }
    }

    /** The caller no longer wants an answer. */
    void abandon(ServiceCall call) {
        waiting.remove(call.id());
        client.later(() -> {
            try {
                withdraw(call);
            } catch (MessagingException e) {
                LOG.debug("the call {} cannot be withdrawn", call, e);
            }
        });
    }

    /** Takes a call out of its queue, and says whether it was there. */
    private boolean withdraw(ServiceCall call) {
        boolean found;
        try (BrokerSession session = client.connection().session()) {
            Delivery own = session.consumer(call.queue(), Headers.CALL + " = '" + call.id() + "'", 0)
                    .tryReceive();
            found = own != null;
            if (own != null) {
                own.acknowledge();
                session.commit();
            }
        }
        if (found) {
            call.abandonArguments();
        }
        return found;
    }

    private void lost(BrokerUnavailableException cause) {
        waiting.values().forEach(call -> call.outcome.complete(new ServiceCall.BrokerLost(cause)));
    }
}
