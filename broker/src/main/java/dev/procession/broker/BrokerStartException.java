// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import dev.procession.messaging.MessagingException;
import org.jspecify.annotations.Nullable;

/** The broker could not start; nothing of it is left running. */
public final class BrokerStartException extends MessagingException {

    BrokerStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
