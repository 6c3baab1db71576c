// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@link SharedObjects} of one JVM share without a broker: they are processes to each other, each of which can end on its own. For
 * tests of code that uses shared objects.
 *
 * <p><em>Threads:</em> safe for use by several threads.
 */
public final class SharedMemory {

    private final AtomicLong lastParticipant = new AtomicLong();
    private final Map<ObjectName, MemoryObject<?>> objects = new ConcurrentHashMap<>();
    private final Map<ObjectName, MemoryQueue<?>> queues = new ConcurrentHashMap<>();

    /** With nothing in it. */
    public SharedMemory() {}

    Participant participant() {
        return new MemoryParticipant(this, lastParticipant.incrementAndGet());
    }

    @SuppressWarnings("unchecked") // its kind is part of its name
    <M extends Machine> MemoryReplica<M> open(
            ObjectName name, Machine.Kind<M> kind, MemoryParticipant participant, Runnable applied) {
        return open(
                objects,
                name,
                () -> new MemoryObject<>(kind.initial()),
                object -> ((MemoryObject<M>) object).open(name, participant, applied));
    }

    @SuppressWarnings("unchecked") // its kind is part of its name
    <E, U extends MemoryUser<E>> U open(ObjectName name, Function<MemoryQueue<E>, U> opener) {
        return open(queues, name, MemoryQueue::new, queue -> {
            MemoryQueue<E> ofItsKind = (MemoryQueue<E>) queue;
            return ofItsKind.add(opener.apply(ofItsKind));
        });
    }

    /** Puts this into a queue, whether or not anybody uses that. */
    @SuppressWarnings("unchecked")
    <E> void put(ObjectName name, E element) {
        boolean unused = open(queues, name, MemoryQueue::new, queue -> ((MemoryQueue<E>) queue).put(element));
    }

    /** Takes this out of a queue, and says whether it was there. */
    boolean remove(ObjectName name, Object element) {
        MemoryQueue<?> queue = queues.get(name);
        return queue != null && queue.remove(element);
    }

    /** How many users a queue has. */
    int users(ObjectName name) {
        MemoryQueue<?> queue = queues.get(name);
        return queue == null ? 0 : queue.users();
    }

    /** How many elements of a queue wait, or are held. */
    long unfinished(ObjectName name) {
        MemoryQueue<?> queue = queues.get(name);
        return queue == null ? 0 : queue.unfinished();
    }

    // Not while somebody deletes it.
    private static <T, U> U open(Map<ObjectName, T> all, ObjectName name, Supplier<T> initial, Function<T, U> opener) {
        AtomicReference<@Nullable U> opened = new AtomicReference<>();
        all.compute(name, (key, there) -> {
            T object = there == null ? initial.get() : there;
            opened.set(opener.apply(object));
            return object;
        });
        return Objects.requireNonNull(opened.get());
    }

    void deleteItems(ObjectName name) {
        queues.remove(name);
    }

    boolean deleteUnused(SharedScope scope) {
        boolean noObjects = deleteUnused(objects, scope, MemoryObject::isUnused);
        boolean noQueues = deleteUnused(queues, scope, queue -> queue.users() == 0);
        return noObjects && noQueues;
    }

    private static <T> boolean deleteUnused(Map<ObjectName, T> all, SharedScope scope, Predicate<T> unused) {
        boolean none = true;
        for (ObjectName name : all.keySet()) {
            if (name.isIn(scope)) {
                @Nullable T left = all.computeIfPresent(name, (key, there) -> unused.test(there) ? null : there);
                none &= left == null;
            }
        }
        return none;
    }
}
