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
 * <p>The window is empty, so that nothing waits here that others could take. Yet the broker may send a message at the very moment at which
 * the wait for it ends, or after it has said that there is none. So whatever ends without a message closes the consumer: what came at the
 * same moment goes back to its place in the queue. Left in the consumer it would be kept from others, and overtake what is given back.
 */
final class Intake {

    private final Client client;
    private final BrokerSession session;
    private final String queue;
    private @Nullable DeliveryConsumer consumer;
    private @Nullable Wait waiting;
    private boolean ended;

    Intake(Client client, BrokerSession session, String queue) {
        this.client = client;
        this.session = session;
        this.queue = queue;
    }

    /** A wait; not a record, since the next one with the same consumer is another. */
    private static final class Wait {
        private final DeliveryConsumer consumer;

        Wait(DeliveryConsumer consumer) {
            this.consumer = consumer;
        }
    }

    private synchronized DeliveryConsumer consumer() {
        DeliveryConsumer open = consumer;
        if (open == null) {
            open = session.consumer(queue, null, 0);
            consumer = open;
        }
        return open;
    }

    private synchronized void close(DeliveryConsumer open) {
        consumer = null;
        try {
            open.close();
        } catch (MessagingException e) {
            // it is closed
        }
    }

    /** The next message if there is one now. */
    @Nullable
    Delivery tryReceive() {
        return Uninterrupted.call(() -> {
            DeliveryConsumer open = consumer();
            Delivery delivery = open.tryReceive();
            if (delivery == null) {
                close(open);
            }
            return delivery;
        });
    }

    /** The next message, waiting for it so long; null if none came. */
    @Nullable
    Delivery receive(long nanos) throws InterruptedException {
        Wait wait = new Wait(Uninterrupted.call(this::consumer));
        synchronized (this) {
            if (ended) {
                return null;
            }
            waiting = wait;
        }
        Runnable cancelTimer = nanos == Long.MAX_VALUE ? () -> {} : client.after(nanos, () -> end(wait));
        try {
            Delivery delivery = wait.consumer.receiveInterruptibly();
            if (delivery == null && client.isEnded()) {
                throw new BrokerUnavailableException(
                        "the connection to the broker was lost while waiting for " + queue, null);
            }
            return isOver(wait) ? delivery : null;
        } catch (BrokerUnavailableException e) {
            if (isOver(wait)) {
                throw e;
            }
            return null; // the wait ended before it had begun
        } catch (InterruptedException e) {
            Uninterrupted.run(() -> end(wait));
            throw e;
        } finally {
            cancelTimer.run();
        }
    }

    /** Ends the wait from the side of the thread that waits; false if it was ended from the other side before. */
    private synchronized boolean isOver(Wait wait) {
        boolean own = waiting == wait;
        waiting = null;
        return own;
    }

    private synchronized void end(@Nullable Wait wait) {
        if (wait != null && waiting == wait) {
            waiting = null;
            close(wait.consumer);
        }
    }

    /** Ends the wait, if there is one; there will be no other. */
    synchronized void end() {
        ended = true;
        end(waiting);
    }
}
