// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.Envelope;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tasks in a queue of the broker, one a message: what is not acknowledged comes again when its holder's connection ends.
 *
 * <p>That a task is done is made known in the same commit that acknowledges it, for those that wait for all to be done. They then ask the
 * broker, which alone knows what became of the tasks of the dead.
 */
final class BrokerTasks implements Tasks {

    private static final Envelope DONE = Envelope.transientMessage("done", 1, new byte[0]);
    private static final int NEWS_WINDOW_BYTES = 64 * 1024;

    /** That the queue was deleted is not made known. */
    private static final long CHECK_NANOS = Duration.ofSeconds(1).toNanos();

    private final Client client;
    private final String queue;
    private final String news;
    private final BrokerSession sender;
    private final Queue<Hand> freeHands = new ConcurrentLinkedQueue<>();
    private final Set<Hand> hands = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private BrokerTasks(Client client, String queue) {
        this.client = client;
        this.queue = queue;
        this.news = queue + ".done";
        this.sender = client.connection().session();
    }

    static BrokerTasks open(Client client, String queue) {
        return Uninterrupted.call(() -> {
            client.createQueue(queue);
            return new BrokerTasks(client, queue);
        });
    }

    /** With what a thread takes one task and holds it. */
    private record Hand(BrokerSession session, Intake intake) {}

    private record Held(BrokerTasks tasks, Hand hand, Delivery delivery) implements Taken {
        @Override
        public byte[] task() {
            return ItemBatch.from(delivery.envelope()).get(0);
        }

        @Override
        public void done() {
            tasks.done(hand, delivery);
        }
    }

    @Override
    public void put(byte[] task) {
        client.beforeOperation();
        synchronized (sender) {
            Uninterrupted.run(() -> {
                sender.send(queue, ItemBatch.toEnvelope(List.of(task)));
                sender.commit();
            });
        }
    }

    @Override
    public @Nullable Taken take(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long begin = System.nanoTime();
        Hand hand = freeHand();
        try {
            Delivery delivery = null;
            long left = nanos;
            while (delivery == null && left > 0) {
                delivery = hand.intake().receive(left);
                left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - begin);
                checkOpen();
            }
            return held(hand, delivery);
        } catch (InterruptedException e) {
            freeHands.add(hand);
            throw e;
        }
    }

    @Override
    public @Nullable Taken tryTake() {
        Hand hand = freeHand();
        return held(hand, hand.intake().tryReceive());
    }

    private Hand freeHand() {
        checkOpen();
        Hand free = freeHands.poll();
        if (free != null) {
            return free;
        }
        BrokerSession session = Uninterrupted.call(client.connection()::session);
        Hand hand = new Hand(session, new Intake(client, session, queue));
        hands.add(hand);
        return hand;
    }

    private @Nullable Taken held(Hand hand, @Nullable Delivery delivery) {
        if (delivery == null) {
            freeHands.add(hand);
            return null;
        }
        return new Held(this, hand, delivery);
    }

    private void done(Hand hand, Delivery delivery) {
        client.beforeOperation();
        Uninterrupted.run(() -> {
            delivery.acknowledge();
            hand.session().send(news, DONE);
            hand.session().commit();
        });
        freeHands.add(hand);
    }

    @Override
    public long unfinished() {
        return client.messageCount(queue);
    }

    @Override
    public boolean awaitDone(long nanos) throws InterruptedException {
        long begin = System.nanoTime();
        Semaphore done = new Semaphore(0);
        String subscription = news + "." + UUID.randomUUID();
        BrokerSession session = Uninterrupted.call(() -> subscribe(subscription, done));
        try {
            while (unfinished() > 0) {
                checkOpen();
                long left = nanos - (System.nanoTime() - begin);
                if (left <= 0) {
                    return false;
                }
                done.tryAcquire(Math.min(left, CHECK_NANOS), TimeUnit.NANOSECONDS);
                done.drainPermits();
            }
            return true;
        } finally {
            Uninterrupted.run(() -> {
                session.close();
                client.deleteQueue(subscription);
            });
        }
    }

    private BrokerSession subscribe(String subscription, Semaphore done) {
        BrokerSession session = client.connection().listeningSession();
        session.createTemporarySubscription(subscription, news);
        session.consumer(subscription, null, NEWS_WINDOW_BYTES).listen(message -> done.release());
        return session;
    }

    private void checkOpen() {
        if (closed || client.isEnded()) {
            throw new BrokerUnavailableException(
                    "the connection to the broker was lost or closed, and tasks of " + queue
                            + " that this process had taken and not done go to others",
                    null);
        }
    }

    @Override
    public boolean isEnded() {
        return closed || client.isEnded();
    }

    @Override
    public void close() {
        closed = true;
        Uninterrupted.run(() -> {
            hands.forEach(hand -> hand.intake().end());
            hands.forEach(hand -> hand.session().close());
            sender.close();
        });
    }
}
