// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.RemoteFailure;
import jakarta.batch.operations.BatchRuntimeException;

/** A partition failed in its worker. The cause carries the worker's stack trace as text. */
public final class RemotePartitionException extends BatchRuntimeException {

    RemotePartitionException(String where, RemoteFailure failure) {
        super(where + ": " + failure.summary(), new RemoteStackTrace(failure.stackTrace()));
    }

    /** A stack trace of another JVM; it has none of this one. */
    static final class RemoteStackTrace extends RuntimeException {
        RemoteStackTrace(String text) {
            super(text, null, false, false);
        }
    }
}
