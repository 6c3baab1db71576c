// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has what a process takes out of a {@link SharedQueue}. */
interface ItemSource extends AutoCloseable {

    /** Is told how many items are gone from the queue for good. */
    interface Portions {
        void gone(int items);
    }

    /** The next item, waiting for it so long; null if none came. */
    byte @Nullable [] take(long nanos) throws InterruptedException;

    /** The next item if there is one now. */
    byte @Nullable [] tryTake();

    /** Looks at the next item, if there is one now. */
    byte @Nullable [] peek();

    /** All that this process could take now. */
    List<byte[]> copy();

    /** Whether another one has to be opened. */
    boolean isEnded();

    /** Gives back what was received and not taken. */
    @Override
    void close();
}
