// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.MessageTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Calls that come by way of a broker.
 *
 * <p>A call is acknowledged when it begins, in the transaction that also sends its answer. So its queue never gives it to anybody else: if that is not
 * committed, for this process dies or fails, the broker sends the call back to who called.
 */
final class BrokerCallSource implements CallSource {

    private final Client client;
    private final BrokerSession session;
    private final DeliveryConsumer calls;

    private BrokerCallSource(Client client, BrokerSession session, String queue) {
        this.client = client;
        this.session = session;
        this.calls = session.consumer(queue, null, 0);
    }

    static BrokerCallSource open(Client client, String queue) {
        client.createQueue(queue);
        BrokerSession session = client.connection().session();
        try {
            return new BrokerCallSource(client, session, queue);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public @Nullable Received receive() {
        Delivery call = calls.receive();
        return call == null ? null : new ByMessage(call);
    }

    private final class ByMessage implements Received {
        private final Delivery call;

        ByMessage(Delivery call) {
            this.call = call;
        }

        @Override
        public Envelope message() {
            return call.envelope();
        }

        @Override
        public boolean isAwaited() {
            return !client.isDead(ServiceMessages.caller(message()));
        }

        @Override
        public void begin() {
            call.acknowledge(); // not later: whatever ends the session from here on must not put it back
        }

        // One commit, which does not wait: that it did not take effect shows as the loss of the connection, to the
        // caller too.
        @Override
        public void end(ServiceMessages.@Nullable Answer answer) {
            if (answer != null) {
                String id = ServiceMessages.id(message());
                session.send(
                        BrokerCalls.answersQueue(ServiceMessages.caller(message())),
                        sendable(ServiceMessages.toEnvelope(answer, id), id));
            }
            session.commitLater();
        }

        private Envelope sendable(Envelope answer, String id) {
            try {
                session.checkSize(answer);
                return answer;
            } catch (MessageTooLargeException e) {
                return ServiceMessages.toEnvelope(ServiceTarget.failed(e), id);
            }
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
