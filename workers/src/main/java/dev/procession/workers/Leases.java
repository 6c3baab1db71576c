// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import org.jspecify.annotations.Nullable;

/** Where the slots get the connection of the moment. */
final class Leases {

    private @Nullable Lease current;
    private boolean closed;

    synchronized void offer(Lease lease) {
        current = lease;
        notifyAll();
    }

    /** From now on nobody gets a connection. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** A connection that is not lost, waiting for one; null when the worker is to end. */
    synchronized @Nullable Lease next() throws InterruptedException {
        while (!closed && (current == null || current.isLost())) {
            wait();
        }
        return closed ? null : current;
    }
}
