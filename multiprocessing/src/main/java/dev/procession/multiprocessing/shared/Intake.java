// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.MessagingException;
import org.jspecify.annotations.Nullable;

/**
 * Receives one message of a queue at a time, for one thread at a time.
 *
 * <p>The window is empty, so that nothing waits here that others could take; and with it a bounded receive could lose the broker's credit. So
 * a wait that has an end is ended by closing the consumer. What came at the same moment goes back to the queue with it, and counts as not
 * received.
 */
final class Intake {

    private final Client client;
    private final BrokerSession session;
    private final String queue;
    private @Nullable DeliveryConsumer consumer;
    private @Nullable DeliveryConsumer waiting;

    Intake(Client client, BrokerSession session, String queue) {
        this.client = client;
        this.session = session;
        this.queue = queue;
    }

    private synchronized DeliveryConsumer consumer() {
        DeliveryConsumer open = consumer;
        if (open == null) {
            open = session.consumer(queue, null, 0);
            consumer = open;
        }
        return open;
    }

    /** The next message if there is one now. */
    @Nullable
    Delivery tryReceive() {
        return consumer().tryReceive();
    }

    /** The next message, waiting for it so long; null if none came. */
    @Nullable
    Delivery receive(long nanos) throws InterruptedException {
        DeliveryConsumer open = consumer();
        synchronized (this) {
            waiting = open;
        }
        Runnable cancelTimer = nanos == Long.MAX_VALUE ? () -> {} : client.after(nanos, () -> endWait(open));
        try {
            Delivery delivery = open.receiveInterruptibly();
            if (delivery == null && client.isEnded()) {
                throw new BrokerUnavailableException(
                        "the connection to the broker was lost while waiting for " + queue, null);
            }
            return isOver(open) ? delivery : null;
        } catch (InterruptedException e) {
            endWait(open);
            throw e;
        } finally {
            cancelTimer.run();
        }
    }

    /** Ends the wait from the side of the thread that waits; false if it was ended from the other side before. */
    private synchronized boolean isOver(DeliveryConsumer open) {
        boolean own = waiting == open;
        waiting = null;
        return own;
    }

    private synchronized void endWait(DeliveryConsumer open) {
        if (waiting == open) {
            waiting = null;
            consumer = null;
            try {
                open.close();
            } catch (MessagingException e) {
                // it is closed
            }
        }
    }

    /** Ends the wait, if there is one. */
    synchronized void endWait() {
        if (waiting != null) {
            endWait(waiting);
        }
    }
}
