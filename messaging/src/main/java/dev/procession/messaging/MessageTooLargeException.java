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
}
