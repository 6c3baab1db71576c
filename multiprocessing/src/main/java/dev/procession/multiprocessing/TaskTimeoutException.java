// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.time.Duration;

/** A task ran longer than the pool allows. It was interrupted, and its process is killed if it does not heed that. */
public final class TaskTimeoutException extends MultiprocessingException {

    TaskTimeoutException(Duration limit) {
        super(
                "the task ran for more than " + limit.toMillis()
                        + " ms, the pool's limit; allow more, or give it less to do",
                null);
    }
}
