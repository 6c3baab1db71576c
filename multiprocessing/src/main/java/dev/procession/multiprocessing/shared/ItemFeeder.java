// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.MessagingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Sends what threads put into a queue, in their order, on a thread of its own: what gathers while a message is being sent goes in the next.
 */
final class ItemFeeder implements ItemSink {

    private static final int MAX_WAITING_BYTES = 4_000_000;

    private final Client client;
    private final String queue;
    private final BrokerSession session;
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean sending;
    private boolean closed;
    private @Nullable MessagingException failure;

    ItemFeeder(Client client, String queue) {
        this.client = client;
        this.queue = queue;
        this.session = Uninterrupted.call(client.connection()::autoCommitSession);
        Thread thread = new Thread(this::run, "feeder of " + queue);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public boolean isFailed() {
        return client.isEnded();
    }

    @Override
    public synchronized void put(byte[] item) throws InterruptedException {
        while (waitingBytes > MAX_WAITING_BYTES && failure == null) {
            wait();
        }
        checkFailure();
        if (closed) {
            throw new IllegalStateException(queue + " was closed in this process while something was put");
        }
        waiting.add(item);
        waitingBytes += item.length;
        if (waiting.size() == 1) { // otherwise the feeder is at work
            notifyAll();
        }
    }

    @Override
    public synchronized void flush() {
        boolean interrupted = false;
        while ((sending || !waiting.isEmpty()) && failure == null && !client.isEnded()) {
            try {
                wait(100); // the end of the client is not announced here
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        checkFailure();
        Uninterrupted.call(() -> session.queueExists(queue)); // whose answer comes after all that was sent before
    }

    @Override
    public void close() {
        flush();
        synchronized (this) {
            closed = true;
            notifyAll();
        }
    }

    private void checkFailure() {
        MessagingException cause = failure;
        if (cause != null || client.isEnded()) {
            throw new BrokerUnavailableException(
                    "the connection to the broker was lost, and perhaps items with it that were put before", cause);
        }
    }

    private void run() {
        try {
            for (List<byte[]> batch = next(); !batch.isEmpty(); batch = next()) {
                client.beforeOperation();
                session.send(queue, ItemBatch.toEnvelope(batch));
            }
            session.close();
        } catch (MessagingException e) {
            fail(e);
        } catch (InterruptedException | RuntimeException e) {
            fail(new BrokerUnavailableException("the feeder of " + queue + " has ended: " + e, e));
        }
    }

    private synchronized void fail(MessagingException cause) {
        failure = cause;
        notifyAll();
    }

    /** Waits for what to send; nothing when the client has ended. */
    private synchronized List<byte[]> next() throws InterruptedException {
        sending = false;
        if (waiting.isEmpty()) {
            notifyAll();
        }
        while (waiting.isEmpty()) {
            if (closed || client.isEnded()) {
                return List.of();
            }
            wait(1_000);
        }
        List<byte[]> batch = new ArrayList<>();
        int bytes = 0;
        while (!waiting.isEmpty() && (batch.isEmpty() || bytes + waiting.element().length <= ItemBatch.MAX_BYTES)) {
            byte[] item = waiting.remove();
            batch.add(item);
            bytes += item.length + Integer.BYTES;
        }
        waitingBytes -= bytes - (long) batch.size() * Integer.BYTES;
        sending = true;
        notifyAll();
        return batch;
    }
}
