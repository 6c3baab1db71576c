// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.util.concurrent.CompletableFuture;

/** A process that was started. */
interface Life {

    long pid();

    boolean isAlive();

    void terminate();

    void kill();

    /** Ends it as soon as it can be. */
    void abort();

    /** Completed with its exit code when it has ended and has been heard out. */
    CompletableFuture<Integer> end();
}
