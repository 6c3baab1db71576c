// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
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
    private long nextLookNanos = System.nanoTime();

    ForeignTasks(WorkerIdentity worker, TaskHandlers handlers) {
        this.worker = worker;
        this.handlers = handlers;
    }

    /** Looks at the first such task, now and then; to be called when the worker is idle. */
    void look(BrokerSession session) {
        if (System.nanoTime() - nextLookNanos < 0) {
            return;
        }
        nextLookNanos = System.nanoTime() + INTERVAL.toNanos();
        try (DeliveryConsumer browser = session.browser(Addresses.TASKS, handlers.othersSelector())) {
            Delivery first = browser.tryReceive();
            if (first != null && seen.add(first.envelope().kind())) {
                LOG.warn(
                        "tasks of kind '{}' wait, which worker {} leaves to others: it runs only {};"
                                + " add the jar with their handler to its class path",
                        first.envelope().kind(),
                        worker.text(),
                        handlers.kinds());
            }
        }
    }

    Set<String> seen() {
        return Set.copyOf(seen);
    }
}
