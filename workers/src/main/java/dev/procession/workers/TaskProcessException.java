// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.MessagingException;
import org.jspecify.annotations.Nullable;

/** A process that was started for one task could not be started, ended before the task did, or its handler failed there. */
final class TaskProcessException extends MessagingException {

    TaskProcessException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
