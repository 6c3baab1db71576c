// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import org.jspecify.annotations.Nullable;

/**
 * The broker has already taken a message with this duplicate id; the whole transaction was rolled back, and the session can be
 * used again.
 */
public final class DuplicateMessageException extends MessagingException {

    DuplicateMessageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
