// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers.spi;

import dev.procession.messaging.MessagingException;
import org.jspecify.annotations.Nullable;

/** The connection that held a task is gone, and with it the right to commit for that task. */
public final class LeaseLostException extends MessagingException {

    /** With the task and what was not committed. */
    public LeaseLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
