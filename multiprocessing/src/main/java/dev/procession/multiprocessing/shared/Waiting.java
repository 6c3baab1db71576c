// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.WireWriter;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits with a ticket, and takes it back when the patience ends or the thread is interrupted. */
final class Waiting {

    private Waiting() {}

    /**
     * The signal's code; null if none came in time.
     *
     * @param takeBack the operation that takes the ticket back; its result is true if the ticket had not been signalled before
     */
    static @Nullable Long await(Replica<?> replica, Replica.Ticket ticket, long nanos, WireWriter takeBack)
            throws InterruptedException {
        try {
            return ticket.signal().await(nanos);
        } catch (TimeoutException e) {
            return isTakenBack(replica, ticket, takeBack)
                    ? null
                    : ticket.signal().join();
        } catch (InterruptedException e) {
            if (isTakenBack(replica, ticket, takeBack)) {
                throw e;
            }
            Thread.currentThread().interrupt();
            return ticket.signal().join();
        }
    }

    private static boolean isTakenBack(Replica<?> replica, Replica.Ticket ticket, WireWriter takeBack) {
        boolean takenBack = Boolean.TRUE.equals(replica.call(takeBack));
        if (takenBack) {
            replica.forget(ticket);
        }
        return takenBack;
    }
}
