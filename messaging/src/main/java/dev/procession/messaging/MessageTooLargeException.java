// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

/** A message is larger than the limit of the connection it was to be sent on; nothing was sent. */
public final class MessageTooLargeException extends MessagingException {

    MessageTooLargeException(String kind, int bytes, int limit) {
        super(
                "a message of kind '" + kind + "' has " + bytes + " bytes, the limit is " + limit
                        + "; send less at a time, or raise procession.message.max-bytes",
                null);
    }

    /**
     * Finds out before anything is sent whether a message is too large.
     *
     * @throws MessageTooLargeException if its body has more than {@code maxBytes}
     */
    public static void check(Envelope envelope, int maxBytes) {
        if (envelope.body().length > maxBytes) {
            throw new MessageTooLargeException(envelope.kind(), envelope.body().length, maxBytes);
        }
    }
}
