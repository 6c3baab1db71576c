// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.util.concurrent.RejectedExecutionException;

/** A pool was given a task after it was closed. */
public final class PoolClosedException extends RejectedExecutionException {

    PoolClosedException(String message) {
        super(message);
    }
}
