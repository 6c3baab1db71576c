// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.MessagingException;
import dev.procession.workers.spi.WorkerExit;

/** A worker ended again and again before it was connected, and is not started any more. */
public final class WorkerStartException extends MessagingException {

    private final transient WorkerExit lastExit;

    WorkerStartException(String message, WorkerExit lastExit) {
        super(message, null);
        this.lastExit = lastExit;
    }

    /** How it ended the last time. */
    public WorkerExit lastExit() {
        return lastExit;
    }
}
