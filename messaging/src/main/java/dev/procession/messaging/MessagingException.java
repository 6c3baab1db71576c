// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import org.jspecify.annotations.Nullable;

/** Root of what can go wrong between processes. */
public class MessagingException extends RuntimeException {

    /** With the state that the system is in, and what the user can do. */
    public MessagingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
