// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.MessagingException;
import java.util.List;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queues of one log: {@code LOG.0}, {@code LOG.1} and so on, of which the first ones are gone. */
final class LogGenerations {

    private static final Logger LOG = LoggerFactory.getLogger(LogGenerations.class);
    private static final int ATTEMPTS = 20;

    private final Client client;
    private final String log;

    LogGenerations(Client client, String log) {
        this.client = client;
        this.log = log;
    }

    String name() {
        return log;
    }

    String queue(int generation) {
        return log + "." + generation;
    }

    void create(int generation) {
        client.createLog(queue(generation));
    }

    /**
     * Opens the first generation that there is, and makes the very first if there is none. The first, although it may be sealed: it has a
     * snapshot for sure, whereas of the latest perhaps nothing exists but the queue, made by a process that died then.
     */
    void openFirst(IntConsumer opener) {
        for (int attempt = 1; ; attempt++) {
            int first = first();
            try {
                opener.accept(first);
                return;
            } catch (BrokerUnavailableException e) {
                throw e;
            } catch (MessagingException e) { // deleted meanwhile, since all others have moved on
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private int first() {
        List<Integer> all = client.queues(log + ".*").stream()
                .map(queue -> Integer.valueOf(queue.substring(log.length() + 1)))
                .sorted()
                .toList();
        if (!all.isEmpty()) {
            return all.get(0);
        }
        create(0);
        return 0;
    }

    /** Deletes a generation that everybody has left. */
    void deleteIfUnread(int generation) {
        if (generation >= 0) {
            try {
                client.deleteQueueIfUnread(queue(generation));
            } catch (BrokerUnavailableException e) {
                throw e;
            } catch (MessagingException e) {
                LOG.debug("{} is gone or in use again", queue(generation), e);
            }
        }
    }
}
