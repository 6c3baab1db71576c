// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.BrokerConnection;
import java.util.concurrent.atomic.AtomicBoolean;

/** One connection of a worker, and so the right to all tasks that were received through it. Once lost, lost for good. */
final class Lease {

    private final BrokerConnection connection;
    private final Runnable onLost;
    private final AtomicBoolean lost = new AtomicBoolean();

    /** Calls {@code onLost} once, on a thread of the connection: it must not block. */
    Lease(BrokerConnection connection, Runnable onLost) {
        this.connection = connection;
        this.onLost = onLost;
    }

    /** To be called once the owner is ready to hear of the loss. */
    void watch() {
        connection.onLost(this::lose);
        if (connection.isLost()) {
            lose();
        }
    }

    BrokerConnection connection() {
        return connection;
    }

    boolean isLost() {
        return lost.get() || connection.isLost();
    }

    private void lose() {
        if (lost.compareAndSet(false, true)) {
            onLost.run();
        }
    }
}
