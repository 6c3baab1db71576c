// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.RemoteFailure;
import dev.procession.workers.spi.WorkerExit;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool ended again and again before they could work: the initializer fails, or no JVM starts. The pool has given up.
 */
public final class PoolBrokenException extends MultiprocessingException {

    static final int FAILED_STARTS = 3;

    PoolBrokenException(String worker, WorkerExit exit, @Nullable RemoteFailure initializer) {
        super(
                initializer == null
                        ? FAILED_STARTS + " workers in a row ended before they could work, the last, " + worker
                                + WorkerTerminatedException.at(exit) + ", with " + exit.cause()
                                + "; check the JVM options and the class path. It printed:"
                                + WorkerTerminatedException.text(exit.lastLogLines())
                        : "the initializer of the pool fails: " + initializer.summary(),
                initializer == null ? null : new RemoteTaskException(worker, initializer));
    }
}
