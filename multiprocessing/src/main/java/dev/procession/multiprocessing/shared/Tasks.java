// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import org.jspecify.annotations.Nullable;

/** The tasks of a {@link JoinableQueue}, as far as a process has to do with them. */
interface Tasks extends AutoCloseable {

    void put(byte[] task);

    /** The next task, waiting for it so long; null if none came. */
    @Nullable
    Taken take(long nanos) throws InterruptedException;

    /** The next task if there is one now. */
    @Nullable
    Taken tryTake();

    /** How many were put and are not done. */
    long unfinished();

    /** Waits until all are done, for so long at most, and says whether they are. */
    boolean awaitDone(long nanos) throws InterruptedException;

    /** Whether they have to be opened anew. */
    boolean isEnded();

    /** Gives back what was taken and is not done. */
    @Override
    void close();

    /** A task that nobody else gets unless its process ends. */
    interface Taken {
        byte[] task();

        /** Is gone for good when this returns. */
        void done();
    }
}
