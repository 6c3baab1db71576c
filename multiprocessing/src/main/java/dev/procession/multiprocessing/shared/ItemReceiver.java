// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Takes items out of a queue. A message with several items is held until all are taken: if this process dies first, another gets them. What
 * it has not taken after a while goes back in smaller portions, ahead of what came later, so that a slow process does not keep from others
 * what they could do.
 */
final class ItemReceiver implements ItemSource {

    private static final long PORTION_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int HIGHEST_PRIORITY = 9;

    private final Client client;
    private final String queue;
    private final BrokerSession session;
    private final Intake intake;
    private final Portions portions;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<byte[]> items = new ArrayDeque<>();
    private @Nullable Delivery held;
    private int heldItems;

    /** Of those, how many were taken and are known to be gone. */
    private int goneItems;

    private long heldSinceNanos;
    private volatile boolean closed;

    ItemReceiver(Client client, String queue, Portions portions) {
        this.client = client;
        this.queue = queue;
        this.portions = portions;
        this.session = Uninterrupted.call(client.connection()::session);
        this.intake = new Intake(client, session, queue);
    }

    @Override
    public boolean isEnded() {
        return closed || client.isEnded();
    }

    @Override
    public byte @Nullable [] tryTake() {
        lock.lock();
        try {
            if (items.isEmpty()) {
                hold(intake.tryReceive());
            }
            return pop();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public byte @Nullable [] take(long nanos) throws InterruptedException {
        long end = nanos == Long.MAX_VALUE ? nanos : System.nanoTime() + nanos;
        if (!lock.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            return null;
        }
        try {
            while (items.isEmpty()) {
                long left = nanos == Long.MAX_VALUE ? nanos : end - System.nanoTime();
                if (left <= 0) {
                    return null;
                }
                checkOpen();
                hold(intake.receive(left));
            }
            return pop();
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new BrokerUnavailableException(
                    "the shared objects of this process were closed while it waited for " + queue, null);
        }
    }

    private void hold(@Nullable Delivery delivery) {
        if (delivery != null) {
            held = delivery;
            items.addAll(ItemBatch.from(delivery.envelope()));
            heldItems = items.size();
            goneItems = 0;
            heldSinceNanos = System.nanoTime();
            if (heldItems > 1 && delivery.priority() < HIGHEST_PRIORITY) {
                client.after(PORTION_NANOS, this::giveBack);
            }
        }
    }

    private byte @Nullable [] pop() {
        byte[] item = items.poll();
        if (item != null && items.isEmpty()) {
            done();
        } else if (item != null && takenItems() - goneItems >= heldItems / 4) {
            tellGone();
        }
        return item;
    }

    private int takenItems() {
        return heldItems - items.size();
    }

    /** Who waits for room need not wait until all that came in one message is taken. */
    private void tellGone() {
        int taken = takenItems();
        if (taken > goneItems) {
            portions.gone(taken - goneItems);
            goneItems = taken;
        }
    }

    private void done() {
        Delivery delivery = held;
        if (delivery != null) {
            held = null;
            delivery.acknowledge();
            session.commitLater();
            tellGone();
        }
    }

    @Override
    public byte @Nullable [] peek() {
        lock.lock();
        try {
            if (items.isEmpty()) {
                hold(intake.tryReceive());
                if (!items.isEmpty()) {
                    client.after(PORTION_NANOS, this::giveBack);
                }
            }
            return items.peek();
        } finally {
            lock.unlock();
        }
    }

    /** What is held here and was not taken, and then what is in the queue meanwhile. */
    @Override
    public List<byte[]> copy() {
        lock.lock();
        try {
            List<byte[]> all = new ArrayList<>(items);
            all.addAll(Uninterrupted.call(this::browse));
            return all;
        } finally {
            lock.unlock();
        }
    }

    private List<byte[]> browse() {
        List<byte[]> all = new ArrayList<>();
        try (BrokerSession browsing = client.connection().autoCommitSession()) {
            DeliveryConsumer browser = browsing.browser(queue, null);
            for (Delivery each = browser.tryReceive(); each != null; each = browser.tryReceive()) {
                all.addAll(ItemBatch.from(each.envelope()));
            }
        }
        return all;
    }

    // While nobody else takes, the order stays as it is.
    private void giveBackIfOthersWait() {
        if (client.consumerCount(queue) > 1) {
            giveBackNow();
        } else {
            tellGone();
            client.after(PORTION_NANOS, this::giveBack);
        }
    }

    /** Puts back what is held here, if it is held for long. */
    private void giveBack() {
        if (lock.tryLock()) { // otherwise somebody is taking
            try {
                if (held != null && System.nanoTime() - heldSinceNanos >= PORTION_NANOS) {
                    giveBackIfOthersWait();
                }
            } catch (BrokerUnavailableException e) {
                items.clear(); // the broker gives it to others
            } finally {
                lock.unlock();
            }
        } else {
            client.after(PORTION_NANOS, this::giveBack);
        }
    }

    // One commit: what was taken is gone, the rest is there again, in portions of what this process takes in the given
    // time.
    // What is given back of a portion goes ahead of the other portions, whence a higher priority each time; with the
    // highest, one by one.
    private void giveBackNow() {
        Delivery delivery = held;
        if (delivery == null) {
            return;
        }
        int taken = takenItems();
        tellGone();
        long elapsed = Math.max(1, System.nanoTime() - heldSinceNanos);
        int priority = Math.min(HIGHEST_PRIORITY, delivery.priority() + 1);
        int portion = priority == HIGHEST_PRIORITY ? 1 : (int) Math.max(1, taken * PORTION_NANOS / 2 / elapsed);
        List<byte[]> batch = new ArrayList<>();
        while (!items.isEmpty()) {
            batch.add(items.remove());
            if (batch.size() == portion || items.isEmpty()) {
                session.send(queue, ItemBatch.toEnvelope(batch), priority);
                batch = new ArrayList<>();
            }
        }
        held = null;
        delivery.acknowledge();
        session.commit(); // or the next receive could overtake it
    }

    @Override
    public void close() {
        closed = true;
        Uninterrupted.run(intake::end);
        lock.lock();
        try {
            if (!client.isEnded()) {
                Uninterrupted.run(() -> {
                    giveBackNow();
                    session.close(); // what was done before is committed before that
                });
            }
        } catch (BrokerUnavailableException e) {
            items.clear();
        } finally {
            lock.unlock();
        }
    }
}
