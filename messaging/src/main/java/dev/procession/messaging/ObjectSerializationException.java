// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import org.jspecify.annotations.Nullable;

/** A user's object cannot be turned into bytes, or bytes not into an object. */
public final class ObjectSerializationException extends MessagingException {

    /** With the class and what to do. */
    public ObjectSerializationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
