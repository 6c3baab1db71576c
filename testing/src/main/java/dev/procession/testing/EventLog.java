// SPDX-License-Identifier: Apache-2.0
package dev.procession.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What happened, in order: a listener that production code reports to and a test waits on.
 *
 * <p><em>Threads:</em> safe for use by several threads.
 *
 * @param <E> type of the events
 */
final class EventLog<E> implements Consumer<E> {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final List<E> events = new ArrayList<>();
    private final Deadline deadline;

    /** A log all of whose waits end at {@code deadline}. */
    public EventLog(Deadline deadline) {
        this.deadline = deadline;
    }

    @Override
    public void accept(E event) {
        lock.lock();
        try {
            events.add(event);
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Everything so far. */
    public List<E> all() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    /** The first event of that type, past or to come. */
    public <T extends E> T await(Class<T> type) throws InterruptedException {
        return type.cast(await(1, type::isInstance).get(0));
    }

    /** The first event that satisfies {@code condition}, past or to come. */
    public E await(Predicate<? super E> condition) throws InterruptedException {
        return await(1, condition).get(0);
    }

    /**
     * The first {@code count} events that satisfy {@code condition}, past or to come; blocks until there are so many.
     *
     * @throws AssertionError if the deadline passes first; it shows what happened instead
     */
    public List<E> await(int count, Predicate<? super E> condition) throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                List<E> found = events.stream().filter(condition).limit(count).toList();
                if (found.size() == count) {
                    return found;
                }
                if (!added.await(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)
                        && deadline.remaining().isZero()) {
                    throw new AssertionError("the deadline passed with " + found.size() + " of " + count
                            + " awaited events; all events: " + events);
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
