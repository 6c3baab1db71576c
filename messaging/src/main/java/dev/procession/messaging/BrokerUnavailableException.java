// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import org.jspecify.annotations.Nullable;

/** No broker answers at the address given, it refuses the credentials, or the connection to it is lost. */
public final class BrokerUnavailableException extends MessagingException {

    /** With the address of the broker in the message. */
    public BrokerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
