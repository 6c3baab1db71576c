// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.MessagingException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues of one log, {@code LOG.0}, {@code LOG.1} and so on, of which the first ones are gone; and the sessions with which a process
 * reads and writes the one that it has come to.
 */
final class LogGenerations implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogGenerations.class);
    private static final int ATTEMPTS = 20;
    private static final int WINDOW_BYTES = 1024 * 1024;

    private final Client client;
    private final String log;
    private final BrokerSession writer;
    private volatile @Nullable BrokerSession reader;
    private int current;

    LogGenerations(Client client, String log) {
        this.client = client;
        this.log = log;
        this.writer = client.connection().session();
    }

    String name() {
        return log;
    }

    int current() {
        return current;
    }

    private String queue(int generation) {
        return log + "." + generation;
    }

    /**
     * Reads from the first generation on that there is, and makes the very first if there is none. The first, although it may be sealed: it
     * has a snapshot for sure, whereas of the latest perhaps nothing exists but the queue, made by a process that died then.
     */
    void open(GenerationReader listener) {
        for (int attempt = 1; ; attempt++) {
            current = first();
            try {
                listen(listener);
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

    /** Gets each message, with the generation from which it comes, on a thread of the connection. */
    interface GenerationReader {
        void read(int generation, Delivery message);
    }

    private int first() {
        List<Integer> all = client.queues(log + ".*").stream()
                .map(queue -> Integer.valueOf(queue.substring(log.length() + 1)))
                .sorted()
                .toList();
        if (!all.isEmpty()) {
            return all.get(0);
        }
        client.createLog(queue(0));
        return 0;
    }

    /** Sends an entry. In transactions, since only these keep what is sent for everybody. */
    void send(LogEntry entry) {
        writer.send(queue(current), entry.toEnvelope());
        writer.commitLater();
    }

    /** Sends entries that take effect at once. */
    void sendAll(List<? extends LogEntry> entries) {
        entries.forEach(entry -> writer.send(queue(current), entry.toEnvelope()));
        writer.commitLater();
    }

    void createNext() {
        client.createLog(queue(current + 1));
    }

    /** From now on entries go to the next one. */
    void writeNext() {
        current++;
    }

    /** Reads what was not read before: from the generation that is written to. */
    void listen(GenerationReader listener) {
        int generation = current;
        BrokerSession before = reader;
        BrokerSession session = client.connection().listeningSession();
        Consumer<Delivery> each = message -> listener.read(generation, message);
        try {
            session.consumer(queue(generation), null, WINDOW_BYTES).listen(each);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
        reader = session;
        if (before != null) {
            before.close();
        }
    }

    /** Deletes the generation before the last, if everybody has left it. */
    void deleteOld() {
        int old = current - 2;
        if (old >= 0) {
            try {
                client.deleteQueueIfUnread(queue(old));
            } catch (BrokerUnavailableException e) {
                throw e;
            } catch (MessagingException e) {
                LOG.debug("{} is gone or in use again", queue(old), e);
            }
        }
    }

    @Override
    public void close() {
        writer.close();
        BrokerSession open = reader;
        if (open != null) {
            open.close();
        }
    }
}
