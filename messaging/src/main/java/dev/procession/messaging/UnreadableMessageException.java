// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

/** A message is of an unknown kind or a later version, or its body is damaged. */
public final class UnreadableMessageException extends MessagingException {

    /** With what was expected and what was found. */
    public UnreadableMessageException(String message) {
        super(message, null);
    }
}
