// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import java.io.Serializable;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue between processes: what one puts another takes. First in, first out, for each process that puts.
 *
 * <p>Putting does not wait for the broker: {@link #flush()} does. A bounded queue makes who puts wait until there is room.
 *
 * <p><em>Failure:</em> an item is gone when it is taken. What a process that dies had received and not taken goes to others; what it took in
 * its last moments may come again, so that an item is taken at least once. What it had put and the broker did not have yet is lost. Where an
 * item must not be lost with the process that works on it, use a {@link JoinableQueue}.
 */
public final class SharedQueue<E> extends AbstractQueue<E> implements BlockingQueue<E>, Serializable {

    private static final long FOR_EVER = Long.MAX_VALUE;

    private final transient Supplier<Participant> participant;
    private final transient ObjectName name;
    private final transient ValueCodec codec;
    private final transient int capacity;
    private final transient @Nullable Replicated<SemaphoreMachine> room;
    private transient volatile @Nullable ItemSink sink;
    private transient volatile @Nullable ItemSource source;

    /** With room for so many; 0 for any number. */
    SharedQueue(Supplier<Participant> participant, ObjectName name, ValueCodec codec, int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException("a queue cannot have room for " + capacity);
        }
        this.participant = participant;
        this.name = name;
        this.codec = codec;
        this.capacity = capacity;
        this.room = capacity == 0 ? null : new Replicated<>(participant, name, SemaphoreMachine.of(capacity), () -> {});
    }

    private ItemSink sink() {
        ItemSink open = sink;
        return open != null && !open.isFailed() ? open : openSink();
    }

    private synchronized ItemSink openSink() {
        ItemSink open = sink;
        if (open == null || open.isFailed()) {
            open = participant.get().sink(name);
            sink = open;
        }
        return open;
    }

    private ItemSource source() {
        ItemSource open = source;
        return open != null && !open.isEnded() ? open : openSource();
    }

    private synchronized ItemSource openSource() {
        ItemSource open = source;
        if (open == null || open.isEnded()) {
            open = participant.get().source(name, this::gone);
            source = open;
        }
        return open;
    }

    private void gone(int items) {
        if (room != null) {
            room.get().append(SemaphoreMachine.giveBack(items));
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws BrokerUnavailableException if the broker is lost
     */
    @Override
    public void put(E item) throws InterruptedException {
        byte[] bytes = toBytes(item);
        awaitRoom(FOR_EVER);
        sink().put(bytes);
    }

    @Override
    public boolean offer(E item) {
        byte[] bytes = toBytes(item);
        if (room != null && !Boolean.TRUE.equals(room.get().call(SemaphoreMachine.tryAcquire(1)))) {
            return false;
        }
        try {
            sink().put(bytes);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public boolean offer(E item, long time, TimeUnit unit) throws InterruptedException {
        byte[] bytes = toBytes(item);
        if (!awaitRoom(unit.toNanos(time))) {
            return false;
        }
        sink().put(bytes);
        return true;
    }

    private byte[] toBytes(E item) {
        return codec.toBytes(Objects.requireNonNull(item, "a queue holds no null"), name);
    }

    private boolean awaitRoom(long nanos) throws InterruptedException {
        if (room == null) {
            return true;
        }
        Replica<SemaphoreMachine> replica = room.get();
        Replica.Ticket ticket = replica.submit(number -> SemaphoreMachine.acquire(number, 1));
        return Waiting.await(replica, ticket, nanos, SemaphoreMachine.takeBack(ticket.number())) != null;
    }

    /** Returns when the broker has all that this process has put. */
    public void flush() {
        ItemSink open = sink;
        if (open != null) {
            open.flush();
        }
    }

    @Override
    public E take() throws InterruptedException {
        return Objects.requireNonNull(poll(FOR_EVER));
    }

    @Override
    public @Nullable E poll(long time, TimeUnit unit) throws InterruptedException {
        return poll(unit.toNanos(time));
    }

    private @Nullable E poll(long nanos) throws InterruptedException {
        return fromBytes(source().take(nanos));
    }

    @Override
    public @Nullable E poll() {
        flush(); // so that what this thread has put is there
        return fromBytes(source().tryTake());
    }

    @Override
    public @Nullable E peek() {
        flush();
        return fromBytes(source().peek());
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the user's types, as in any queue over a wire
    private @Nullable E fromBytes(byte @Nullable [] bytes) {
        return bytes == null ? null : (E) codec.fromBytes(bytes, name);
    }

    /** How many items are in the queue; asks the broker for all of them. Those that other processes have received do not count. */
    @Override
    public int size() {
        return snapshot().size();
    }

    @Override
    public boolean isEmpty() {
        return snapshot().isEmpty();
    }

    /** The items that are in the queue now. */
    private List<byte[]> snapshot() {
        flush();
        return source().copy();
    }

    /** The items that are in the queue now; they cannot be removed through it. */
    @Override
    public Iterator<E> iterator() {
        List<E> all = new ArrayList<>();
        snapshot().forEach(bytes -> all.add(Objects.requireNonNull(fromBytes(bytes))));
        return List.copyOf(all).iterator();
    }

    @Override
    public int remainingCapacity() {
        return room == null ? Integer.MAX_VALUE : room.get().read(SemaphoreMachine::permits);
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> target, int most) {
        if (target == this) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        int count = 0;
        while (count < most) {
            E item = poll();
            if (item == null) {
                break;
            }
            target.add(item);
            count++;
        }
        return count;
    }

    /** Sends what was put, and gives back what was received and not taken; it can be used again. */
    synchronized void close() {
        ItemSink sending = sink;
        if (sending != null && !sending.isFailed()) {
            sending.close();
        }
        ItemSource receiving = source;
        if (receiving != null) {
            receiving.close();
        }
        sink = null;
        source = null;
    }

    private Object writeReplace() {
        flush(); // who receives it finds what was put before
        return new SharedReference(name, capacity);
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
