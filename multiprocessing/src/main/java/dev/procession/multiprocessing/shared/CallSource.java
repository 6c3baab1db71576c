// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.Envelope;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a service, as one thread has them that serves it. When it is closed, or its process ends, the call that was received and not begun
 * is for others, and the caller of one that was begun and not answered learns that its server is gone.
 */
interface CallSource extends AutoCloseable {

    /** The next call, when there is one; null once this is closed. */
    @Nullable
    Received receive() throws InterruptedException;

    @Override
    void close();

    /** A call that no other thread has. */
    interface Received {
        Envelope message();

        /** Whether its caller is there to hear an answer, as far as is known. */
        boolean isAwaited();

        /** From here on nobody else gets it, whatever becomes of this process. */
        void begin();

        /** It has been run, and this is what came of it; null if it was not, and nobody waits. */
        void end(ServiceMessages.@Nullable Answer answer);
    }
}
