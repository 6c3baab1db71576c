// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/** The messages that come to one end of a pipe; for one thread at a time. */
interface Inbound {

    /** Waits so long for a message, or for the end; whether one of them is there. */
    boolean await(long nanos) throws InterruptedException;

    /** The next message, when it is there; null at the end. */
    byte @Nullable [] receive() throws InterruptedException;

    /** What becomes readable when a message comes; null if nothing does. */
    default @Nullable SelectableChannel channel() {
        return null;
    }

    /** No message comes. */
    Inbound END = new Inbound() {
        @Override
        public boolean await(long nanos) {
            return true;
        }

        @Override
        public byte @Nullable [] receive() {
            return null;
        }
    };
}
