// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientMessage;

/** A received message, held by its session until it is acknowledged or the session is rolled back or lost. */
public final class Delivery {

    private final ClientMessage message;
    private final BrokerSession session;
    private final Envelope envelope;

    Delivery(ClientMessage message, BrokerSession session) {
        this.message = message;
        this.session = session;
        this.envelope = session.call("read a message", () -> toEnvelope(message));
    }

    private static Envelope toEnvelope(ClientMessage message) throws ActiveMQException {
        Map<String, String> headers = new HashMap<>();
        for (SimpleString name : message.getPropertyNames()) {
            if (message.getObjectProperty(name) instanceof SimpleString value) {
                headers.put(name.toString(), value.toString());
            }
        }
        String duplicateId = headers.remove(Message.HDR_DUPLICATE_DETECTION_ID.toString());
        return new Envelope(
                headers.getOrDefault(Headers.KIND, ""),
                message.getObjectProperty(Headers.VERSION) instanceof Integer version ? version : 0,
                readBody(message),
                message.isDurable(),
                Map.copyOf(headers),
                duplicateId,
                headers.get(Message.HDR_LAST_VALUE_NAME.toString()),
                null);
    }

    private static byte[] readBody(ClientMessage message) throws ActiveMQException {
        if (message.isLargeMessage()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            message.saveToOutputStream(bytes);
            return bytes.toByteArray();
        }
        byte[] bytes = new byte[message.getBodySize()];
        message.getBodyBuffer().readBytes(bytes);
        return bytes;
    }

    /** The message. */
    public Envelope envelope() {
        return envelope;
    }

    /** How often the broker has delivered this message, this time included. A restart of the broker forgets it. */
    public int deliveryCount() {
        return message.getDeliveryCount();
    }

    /** With which priority it was sent. */
    public int priority() {
        return message.getPriority();
    }

    /** Gives the message up for good, at the session's next commit. */
    public void acknowledge() {
        session.run("acknowledge", message::individualAcknowledge);
    }
}
