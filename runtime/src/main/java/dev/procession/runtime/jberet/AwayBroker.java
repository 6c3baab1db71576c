// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.BrokerFullException;
import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.workers.Backoff;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what needs the broker, again while that is away or full: no step is to fail because its broker restarts while it begins or ends. */
final class AwayBroker {

    private static final Logger log = LoggerFactory.getLogger(AwayBroker.class);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private AwayBroker() {}

    /**
     * Calls the action until the broker answers, for five minutes at most; it must do no harm if it is done twice.
     *
     * @param what has to wait, for the log
     * @throws BrokerUnavailableException if the broker does not come back in time, or the thread is interrupted
     * @throws BrokerFullException if it has no room in time
     */
    static <T> T awaited(String what, Supplier<T> action) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
        while (true) {
            try {
                return action.get();
            } catch (BrokerUnavailableException | BrokerFullException e) {
                if (System.nanoTime() > deadline || !backoff.pause()) {
                    throw e;
                }
                log.warn("{} has to wait: {}", what, e.getMessage());
            }
        }
    }

    /** As {@link #awaited}, without an answer. */
    static void await(String what, Runnable action) {
        boolean unused = awaited(what, () -> {
            action.run();
            return true;
        });
    }
}
