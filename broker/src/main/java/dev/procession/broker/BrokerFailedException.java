// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import dev.procession.messaging.MessagingException;
import org.jspecify.annotations.Nullable;

/** The broker ended by itself, because its journal could not be written; what was committed before is safe. */
public final class BrokerFailedException extends MessagingException {

    BrokerFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
