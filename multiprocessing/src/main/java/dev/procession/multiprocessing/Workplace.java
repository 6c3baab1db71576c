// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.workers.spi.WorkerExit;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * Where one pool worker works, as the pool sees it: a JVM of this machine ({@link LocalWorkplace}), one of another
 * machine ({@link HostedWorkplace}), or a thread ({@link ThreadWorkplace}). What the worker says comes to a {@link Listener}.
 */
interface Workplace {

    /** Hears a worker. On one thread, in order; the end comes last. */
    interface Listener {
        /** It says something; the values of a result are to be read now. */
        void heard(Frame frame);

        /** Nothing more is to be read for now. */
        void paused();

        /** It has ended. */
        void ended(WorkerExit exit);
    }

    /** Begins to listen. */
    void open(Listener listener);

    /** It has said that it is ready. */
    void ready();

    /** Id of its process; 0 if there is none yet. */
    long pid();

    /** Sends a frame that is written out already, and has no more need of {@code frames} then. */
    void send(ByteSink frames) throws IOException;

    /** Sends a frame. */
    void send(Frame frame) throws IOException;

    /** The task that it began last and has not ended, or 0. */
    long running();

    /** Of one that has ended: whether it may have begun this task, which it was given and has not answered. */
    default boolean mayHaveBegun(long task) {
        return running() == task;
    }

    /** Whether nobody knows yet where it will be: it may never come, and one that is not wanted any more need not. */
    default boolean isAwaited() {
        return false;
    }

    /** Frames that it had not sent when it ended. */
    byte[] unsent();

    /** Blocks until it has shown here what it had printed when it had printed so many bytes. */
    void awaitOutput(long outBytes, long errBytes);

    /** Ends it at once. */
    void kill();

    /** Completed with its end. */
    CompletableFuture<WorkerExit> exit();
}
