// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import org.jspecify.annotations.Nullable;

/** The broker is there, but takes no more messages: its disk is nearly full, or an address holds as much as it may. */
public final class BrokerFullException extends MessagingException {

    /** With the address of the broker in the message. */
    public BrokerFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
