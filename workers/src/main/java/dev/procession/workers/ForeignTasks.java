// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.WorkerIdentity;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once of each kind of task in the queue that this worker leaves it to others, since it has no handler for it: otherwise an
 * incomplete class path would show only as a job that does not move. For one thread at a time.
 */
final class ForeignTasks {

    private static final Logger LOG = LoggerFactory.getLogger(ForeignTasks.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final WorkerIdentity worker;
    private final TaskHandlers handlers;
    private final Set<String> seen = new HashSet<>();
    private boolean refused;
    private long takenBefore;
    private long nextLookNanos = System.nanoTime();

    ForeignTasks(WorkerIdentity worker, TaskHandlers handlers) {
        this.worker = worker;
        this.handlers = handlers;
    }

    /**
     * Looks at the first such task, now and then; to be called when the worker runs nothing. Not between one task and the next, however short: the broker
     * has to go through the whole queue for it.
     *
     * @param taken how many tasks the worker has taken so far
     */
    void look(BrokerSession session, long taken) {
        if (taken != takenBefore) {
            takenBefore = taken;
            nextLookNanos = System.nanoTime() + INTERVAL.toNanos();
        }
        if (System.nanoTime() - nextLookNanos < 0) {
            return;
        }
        nextLookNanos = System.nanoTime() + INTERVAL.toNanos();
        try {
            lookNow(session);
        } catch (
                MessagingException
                        e) { // without the right to browse: nothing else that a worker does is to end for that
            if (session.isClosed()) {
                throw e;
            }
            if (!refused) {
                LOG.warn(
                        "worker {} cannot see whether tasks wait that it leaves to others: {}",
                        worker.text(),
                        e.getMessage());
            }
            refused = true;
        }
    }

    private void lookNow(BrokerSession session) {
        try (DeliveryConsumer browser = session.browser(Addresses.TASKS, handlers.othersSelector())) {
            Delivery first = browser.tryReceive();
            if (first != null && seen.add(first.envelope().kind())) {
                warn(first.envelope());
            }
        }
    }

    private void warn(Envelope task) {
        if (handlers.find(task.kind()) == null) {
            LOG.warn(
                    "tasks of kind '{}' wait, which worker {} leaves to others: it runs only {};"
                            + " add the jar with their handler to its class path",
                    task.kind(),
                    worker.text(),
                    handlers.kinds());
        } else {
            LOG.warn(
                    "tasks of kind '{}' and version {} wait, which worker {} leaves to others: it is older;"
                            + " run the same version of Procession everywhere",
                    task.kind(),
                    task.version(),
                    worker.text());
        }
    }

    Set<String> seen() {
        return Set.copyOf(seen);
    }
}
