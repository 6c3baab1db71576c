// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.MessageTooLargeException;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.UnreadableMessageException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the calls of a service, one at a time, and answers them.
 *
 * <p>A call is acknowledged when it begins, in the transaction that also sends its answer. So its queue never gives it to anybody else: if that is not
 * committed, for this process dies or fails, the broker sends the call back to who called. An orderly end answers what runs.
 */
final class ServiceThread {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceThread.class);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Supplier<Client> clients;
    private final ServiceTarget target;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable BrokerSession session;
    private @Nullable Delivery running;

    ServiceThread(Supplier<Client> clients, ServiceTarget target) {
        this.clients = clients;
        this.target = target;
        this.thread = new Thread(this::run, target.name().toString());
        this.thread.setDaemon(true);
    }

    void begin() {
        thread.start();
    }

    private void run() {
        try {
            do {
                try {
                    serve(clients.get());
                } catch (MessagingException e) {
                    LOG.debug("{} cannot be served now", target.name(), e);
                }
            } while (!closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.warn("the thread that serves {} was interrupted, and ends", target.name());
        }
    }

    private void serve(Client client) {
        client.createQueue(target.name().callsQueue());
        try (BrokerSession opened = client.connection().session()) {
            DeliveryConsumer calls = opened.consumer(target.name().callsQueue(), null, 0);
            use(opened);
            for (Delivery call = calls.receive(); call != null && begin(call); call = calls.receive()) {
                end(call, answer(client, call.envelope()));
            }
        } finally {
            use(null);
        }
    }

    /** Null if nobody waits for an answer. */
    private ServiceMessages.@Nullable Answer answer(Client client, Envelope call) {
        try {
            if (client.isDead(ServiceMessages.caller(call))) {
                return null;
            }
        } catch (UnreadableMessageException e) {
            LOG.warn("dropped a call of {}: {}", target.name(), e.getMessage());
            return null;
        }
        ServiceMessages.Answer answer = target.answer(call);
        try {
            client.beforeOperation();
        } catch (RuntimeException e) { // a call that has run and is not answered would go back and be run again
            LOG.warn("{} answers before what was printed is shown", target.name(), e);
        }
        return answer;
    }

    private synchronized void use(@Nullable BrokerSession opened) {
        session = opened;
        if (opened != null && isClosed()) {
            opened.close();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private synchronized boolean begin(Delivery call) {
        if (isClosed()) {
            return false; // and the session, which puts it back as if it had never been here
        }
        running = call;
        call.acknowledge(); // not later: whatever ends the session from here on must not put it back
        return true;
    }

    private synchronized void end(Delivery call, ServiceMessages.@Nullable Answer answer) {
        boolean unused = Thread.interrupted(); // left by the implementation, or for it
        if (running == call) {
            running = null;
            answer(call, answer);
        }
        if (isClosed() && session != null) {
            session.close();
        }
    }

    // One commit, which does not wait: that it did not take effect shows as the loss of the connection, to the caller
    // too.
    private void answer(Delivery call, ServiceMessages.@Nullable Answer answer) {
        BrokerSession current = session;
        if (current == null) {
            return;
        }
        if (answer != null) {
            String id = ServiceMessages.id(call.envelope());
            current.send(
                    ServiceCalls.answersQueue(ServiceMessages.caller(call.envelope())),
                    sendable(current, ServiceMessages.toEnvelope(answer, id), id));
        }
        current.commitLater();
    }

    private static Envelope sendable(BrokerSession session, Envelope answer, String id) {
        try {
            session.checkSize(answer);
            return answer;
        } catch (MessageTooLargeException e) {
            return ServiceMessages.toEnvelope(ServiceTarget.failed(e), id);
        }
    }

    /** What runs goes on to its end. */
    synchronized void takeNoMore() {
        closed.countDown();
        if (running == null && session != null) {
            session.close();
        }
    }

    void awaitEnd() throws InterruptedException {
        if (Thread.currentThread() != thread) {
            thread.join();
        }
    }

    /** What runs is interrupted, and its caller told. */
    synchronized void end() {
        closed.countDown();
        Delivery interrupted = running;
        if (interrupted != null) {
            running = null;
            thread.interrupt();
            try {
                answer(
                        interrupted,
                        ServiceTarget.failed(
                                new IllegalStateException(
                                        "the process that runs it is ending and has interrupted it; the call may have had an effect")));
            } catch (BrokerUnavailableException e) {
                LOG.debug("the broker tells the caller", e);
            }
        }
        if (session != null) {
            session.close();
        }
    }
}
