// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.Delivery;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue of tasks: a task is done when the thread that took it says so, and {@link #join()} waits until all are.
 *
 * <p><em>Failure:</em> the tasks that a process had taken and not done go to others when it dies, ahead of later ones. So a task is done at
 * least once; one that kills whoever takes it comes again and again.
 */
public final class JoinableQueue<E> implements Serializable {

    private static final long FOR_EVER = Long.MAX_VALUE;
    private static final long JOIN_POLL_NANOS = Duration.ofMillis(5).toNanos();

    private final transient Supplier<Client> clients;
    private final transient ObjectName name;
    private final transient ValueCodec codec;
    private final transient ThreadLocal<Deque<Taken>> taken = ThreadLocal.withInitial(ArrayDeque::new);
    private final transient Queue<Hand> freeHands = new ConcurrentLinkedQueue<>();
    private transient @Nullable Sender sender;

    JoinableQueue(Supplier<Client> clients, ObjectName name, ValueCodec codec) {
        this.clients = clients;
        this.name = name;
        this.codec = codec;
    }

    private record Sender(Client client, BrokerSession session) {}

    /** With what a thread takes one task and holds it. */
    private record Hand(Client client, BrokerSession session, Intake intake) {
        static Hand of(Client client, String queue) {
            BrokerSession session = client.connection().session();
            return new Hand(client, session, new Intake(client, session, queue));
        }
    }

    private record Taken(Hand hand, Delivery delivery) {}

    private String queue() {
        return name.itemsQueue();
    }

    /**
     * Puts a task; the broker has it when this returns.
     *
     * @throws BrokerUnavailableException if the broker is lost
     */
    public void put(E task) {
        byte[] bytes = codec.toBytes(Objects.requireNonNull(task, "a queue holds no null"), name);
        synchronized (this) {
            Sender open = sender;
            if (open == null || open.client().isEnded()) {
                Client client = clients.get();
                client.createQueue(queue());
                open = new Sender(client, client.connection().session());
                sender = open;
            }
            open.session().send(queue(), ItemBatch.toEnvelope(List.of(bytes)));
            open.session().commit();
        }
    }

    /** Takes a task; waits until there is one. */
    public E take() throws InterruptedException {
        return Objects.requireNonNull(poll(FOR_EVER));
    }

    /** Takes a task, waiting for it so long at most; null if none came. */
    public @Nullable E poll(Duration patience) throws InterruptedException {
        return poll(patience.toNanos());
    }

    /** Takes a task if there is one now. */
    public @Nullable E poll() {
        Hand hand = freeHand();
        return accept(hand, hand.intake().tryReceive());
    }

    private @Nullable E poll(long nanos) throws InterruptedException {
        Hand hand = freeHand();
        try {
            return accept(hand, hand.intake().receive(nanos));
        } catch (InterruptedException e) {
            freeHands.add(hand);
            throw e;
        }
    }

    private Hand freeHand() {
        for (Hand hand = freeHands.poll(); hand != null; hand = freeHands.poll()) {
            if (!hand.client().isEnded()) {
                return hand;
            }
        }
        Client client = clients.get();
        client.createQueue(queue());
        return Hand.of(client, queue());
    }

    @SuppressWarnings("unchecked") // the user's types, as in any queue over a wire
    private @Nullable E accept(Hand hand, @Nullable Delivery delivery) {
        if (delivery == null) {
            freeHands.add(hand);
            return null;
        }
        taken.get().add(new Taken(hand, delivery));
        return (E) codec.fromBytes(ItemBatch.from(delivery.envelope()).get(0), name);
    }

    /**
     * Says that the task is done which this thread has taken first and not done yet.
     *
     * @throws IllegalStateException if this thread has done all that it took
     * @throws BrokerUnavailableException if the connection was lost meanwhile: then another process has got the task
     */
    public void taskDone() {
        Taken first = taken.get().poll();
        if (first == null) {
            throw new IllegalStateException("this thread has done all tasks that it took from " + name);
        }
        first.delivery().acknowledge();
        first.hand().session().commit();
        freeHands.add(first.hand());
    }

    /** Waits until every task that was put is done. */
    public void join() throws InterruptedException {
        join(FOR_EVER);
    }

    /** Waits until every task that was put is done, for so long at most, and says whether they are. */
    public boolean join(Duration patience) throws InterruptedException {
        return join(patience.toNanos());
    }

    // Asks the broker, which alone knows also what became of the tasks of the dead.
    private boolean join(long nanos) throws InterruptedException {
        long begin = System.nanoTime();
        while (unfinished() > 0) {
            if (System.nanoTime() - begin >= nanos) {
                return false;
            }
            LockSupport.parkNanos(JOIN_POLL_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return true;
    }

    /** How many tasks were put and are not done. */
    public long unfinished() {
        return clients.get().messageCount(queue());
    }

    private Object writeReplace() {
        return new SharedReference(name, 0);
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
