// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.MessagingException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of this process that wait for answers, while it takes part as the same one.
 *
 * <p>A call whose time is up is taken back; if it is not there any more, it was begun. One whose server is gone goes out again if it may be run twice.
 */
final class ServiceCalls {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceCalls.class);

    private final long client;
    private final CallPath path;
    private final Map<String, ServiceCall> waiting = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    ServiceCalls(long client, CallPath path) {
        this.client = client;
        this.path = path;
    }

    boolean isEnded() {
        return path.isEnded();
    }

    /** Sends a call; what becomes of it shows in it. */
    ServiceCall send(
            ObjectName service,
            ServiceMethod method,
            List<byte[]> arguments,
            Duration limit,
            List<Runnable> handedOver) {
        String id = Long.toHexString(client) + "-" + last.incrementAndGet();
        ServiceCall call = new ServiceCall(
                service,
                method,
                ServiceMessages.toEnvelope(new ServiceMessages.Call(method.signature(), arguments), client, id, limit),
                limit,
                handedOver);
        waiting.put(id, call);
        try {
            path.send(call);
        } catch (RuntimeException e) {
            waiting.remove(id);
            call.abandonArguments();
            throw e;
        }
        Runnable cancelTimer = path.after(limit.toNanos(), () -> timeIsUp(call));
        var unused = call.outcome.thenRun(() -> {
            cancelTimer.run();
            waiting.remove(id);
        });
        if (path.isEnded()) {
            lost(new BrokerUnavailableException("the connection to the broker was lost or closed", null));
        }
        return call;
    }

    /** The call of this number, if it still waits. */
    @Nullable
    ServiceCall waiting(String id) {
        return waiting.get(id);
    }

    /** The process that had begun a call has ended, or lost it. */
    void serverDied(ServiceCall call) {
        if (call.outcome.isDone()) {
            return;
        }
        if (call.triesAgain()) {
            path.later(() -> again(call));
        } else {
            call.outcome.complete(new ServiceCall.ServerDied());
            path.later(call::abandonArguments);
        }
    }

    private void again(ServiceCall call) {
        if (!waiting.containsKey(call.id())) {
            return; // its time was up meanwhile, or it was abandoned
        }
        try {
            path.send(call);
        } catch (RuntimeException e) { // of the caller's side: what tells of it has others to tell
            LOG.debug("the call {} cannot be sent again", call, e);
        }
    }

    private void timeIsUp(ServiceCall call) {
        if (call.outcome.isDone()) {
            return;
        }
        try {
            int servers = path.servers(call);
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
        path.later(() -> {
            try {
                boolean unused = withdraw(call);
            } catch (MessagingException e) {
                LOG.debug("the call {} cannot be withdrawn", call, e);
            }
        });
    }

    private boolean withdraw(ServiceCall call) {
        boolean found = path.withdraw(call);
        if (found) {
            call.abandonArguments();
        }
        return found;
    }

    /** Nothing will be heard any more. */
    void lost(BrokerUnavailableException cause) {
        waiting.values().forEach(call -> call.outcome.complete(new ServiceCall.BrokerLost(cause)));
    }
}
