// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One place of a host: takes a request of a pool, has a process for it until that ends, and then takes the next.
 *
 * <p>A request is acknowledged at once, and committed when all is over. So its queue gives it to nobody else, and if this host is lost meanwhile, the broker sends
 * it back to who asked.
 */
final class HostPlace {

    private final PoolHost host;

    // Guarded.
    private @Nullable BrokerSession session;
    private @Nullable HostedProcess process;

    HostPlace(PoolHost host) {
        this.host = host;
    }

    /** Returns when the connection is lost, or no more is to be lent. */
    void lend(BrokerConnection connection) {
        try (BrokerSession opened = connection.session()) {
            opened.createTransientQueue(PlaceQueues.REQUESTS);
            DeliveryConsumer requests = opened.consumer(PlaceQueues.REQUESTS, PlaceQueues.requests(), 0);
            use(opened);
            for (Delivery next = requests.receive(); next != null; next = requests.receive()) {
                HostedProcess begun = begin(next, connection);
                if (begun == null) {
                    return;
                }
                begun.run(); // if that fails, so does the request, and who asked hears of it
                end(opened);
            }
        } finally {
            use(null);
        }
    }

    private synchronized void use(@Nullable BrokerSession opened) {
        session = opened;
        process = null;
        if (opened != null && host.isEnding()) {
            opened.close();
        }
    }

    /** Null if no more is to be lent: then the session ends, which puts the request back as if it had never been here. */
    private synchronized @Nullable HostedProcess begin(Delivery request, BrokerConnection connection) {
        if (host.isEnding()) {
            return null;
        }
        request.acknowledge();
        process = new HostedProcess(host, connection, PlaceQueues.requestedPlace(request.envelope()));
        return process;
    }

    private synchronized void end(BrokerSession opened) {
        process = null;
        opened.commit();
        if (host.isEnding()) {
            opened.close();
        }
    }

    /** The process that works here may do what it was given. */
    synchronized void takeNoMore() {
        if (process != null) {
            process.retire();
        } else if (session != null) {
            session.close();
        }
    }

    synchronized void kill() {
        if (process != null) {
            process.kill();
        }
    }
}
