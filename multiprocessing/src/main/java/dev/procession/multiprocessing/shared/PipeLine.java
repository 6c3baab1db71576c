// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How one end of a pipe gets in touch with the other.
 *
 * <p>Who uses its end first waits at a {@link Doorstep}. Who comes second knocks there, or says that it cannot, and then all goes by way of the
 * broker. What the first sends before the second has come is kept by the broker, so that it need not wait, and may even end; after they have met it
 * says there that the rest goes directly, so that the order is kept.
 */
final class PipeLine implements AutoCloseable {

    private final Pipes pipes;
    private final PipeEnd end;
    private final BrokeredOut byBroker;
    private final SharedQueue<byte[]> incoming;
    private final ReentrantLock meeting = new ReentrantLock();
    private @Nullable Use use;
    private volatile @Nullable Contact contact;
    private boolean sentEarly; // of the thread that sends
    private volatile boolean held;
    private volatile boolean handedOver;
    private volatile boolean closed;

    /** Who uses the end first, waiting for who comes second. */
    private record Use(
            Replica<PipesMachine> replica, @Nullable Doorstep doorstep, Replica.@Nullable Ticket arrival) {}

    /** The two have met, or never will. */
    private record Contact(
            Inbound inbound, Outbound outbound, @Nullable SocketWire direct) {}

    PipeLine(Pipes pipes, PipeEnd end) {
        this.pipes = pipes;
        this.end = end;
        this.byBroker = new BrokeredOut(pipes.queue(end));
        this.incoming = pipes.queue(end.other());
    }

    /**
     * Makes the end this process's, unless this process has handed it over.
     *
     * @throws IllegalStateException if it cannot be had
     */
    void hold() {
        if (!held && !handedOver) {
            arrive();
        }
    }

    /**
     * Makes the end this process's.
     *
     * @throws IllegalStateException if it cannot be had
     */
    void arrive() {
        check(pipes.replica().call(PipesMachine.hold(end)));
        held = true;
        handedOver = false;
    }

    private void check(@Nullable Object claim) {
        if (claim == PipesMachine.Claim.TAKEN) {
            throw new IllegalStateException(end + " belongs to another process, which did not hand it over");
        } else if (claim != PipesMachine.Claim.GRANTED) {
            throw new IllegalStateException(end + " is closed");
        }
    }

    /**
     * Gives the end away.
     *
     * @return closes it if it has arrived nowhere
     * @throws IllegalStateException if it is in use
     */
    Runnable handOver() {
        Object number = pipes.replica().call(PipesMachine.handOver(end));
        if (!(number instanceof Long handOver) || handOver == 0) {
            throw new IllegalStateException(
                    end + " cannot be handed over: it was used already, or is closed, or belongs to another process");
        }
        handedOver = true;
        held = false;
        return () -> pipes.abandon(end, handOver);
    }

    private void checkUsable() {
        if (closed) {
            throw new IllegalStateException(end + " was closed here");
        } else if (handedOver) {
            throw new IllegalStateException(end + " was handed over to another process");
        }
    }

    /** Begins to use the end, unless that was done. */
    private Use use() {
        meeting.lock();
        try {
            checkUsable();
            Use begun = use;
            if (begun == null) {
                begun = begin();
                use = begun;
            }
            return begun;
        } finally {
            meeting.unlock();
        }
    }

    private Use begin() {
        Replica<PipesMachine> replica = pipes.replica();
        boolean second = replica.peek(machine -> machine.view(end)).address() != null;
        Doorstep doorstep = second || !pipes.openDoorsteps() ? null : Doorstep.open();
        boolean waits = false;
        try {
            String address = doorstep == null ? "" : doorstep.address();
            PipesMachine.View view = (PipesMachine.View) replica.call(PipesMachine.use(end, address));
            check(view == null ? null : view.claim());
            waits = view != null && !view.closed() && view.address() == null;
            if (waits) {
                return new Use(replica, doorstep, replica.submit(ticket -> PipesMachine.watch(end, false, ticket)));
            } else if (view != null) {
                contact = view.closed() ? noMore(view) : comeSecond(replica, view);
            }
            return new Use(replica, null, null);
        } finally {
            if (!waits && doorstep != null) {
                doorstep.close();
            }
        }
    }

    private Contact noMore(PipesMachine.View view) {
        return new Contact(
                view.early() ? new BrokeredIn(incoming, () -> true, Inbound.END) : Inbound.END, Outbound.CLOSED, null);
    }

    private Contact comeSecond(Replica<PipesMachine> replica, PipesMachine.View view) {
        SocketWire direct = pipes.openDoorsteps() ? Doorstep.knock(String.valueOf(view.address())) : null;
        boolean reached = direct != null;
        replica.call(PipesMachine.meet(end, reached ? PipesMachine.Touch.DIRECT : PipesMachine.Touch.BROKER));
        if (direct == null) {
            return atBroker(replica);
        }
        return new Contact(view.early() ? fromBroker(replica, direct) : direct, direct, direct);
    }

    private Contact atBroker(Replica<PipesMachine> replica) {
        BooleanSupplier ended = watchEnd(replica);
        return new Contact(
                new BrokeredIn(incoming, ended, Inbound.END),
                message -> !ended.getAsBoolean() && byBroker.send(message),
                null);
    }

    private Inbound fromBroker(Replica<PipesMachine> replica, Inbound then) {
        return new BrokeredIn(incoming, watchEnd(replica), then);
    }

    /** Whether either end is closed. */
    private BooleanSupplier watchEnd(Replica<PipesMachine> replica) {
        Replica.Ticket watch = replica.submit(ticket -> PipesMachine.watch(end, true, ticket));
        return () -> watch.signal().isDone();
    }

    /** The second one has come, or never will. */
    private Contact comeFirst(Use first) {
        meeting.lock();
        try {
            Contact there = contact;
            if (there == null) {
                checkUsable();
                PipesMachine.View view = first.replica.peek(machine -> machine.view(end));
                there = meet(first, view);
                contact = there;
            }
            return there;
        } finally {
            meeting.unlock();
        }
    }

    private Contact meet(Use first, PipesMachine.View view) {
        try (Doorstep doorstep = first.doorstep) {
            SocketWire direct =
                    view.touch() == PipesMachine.Touch.DIRECT && doorstep != null ? doorstep.accept() : null;
            if (direct != null) {
                return new Contact(direct, direct, direct);
            }
            return view.touch() == PipesMachine.Touch.BROKER ? atBroker(first.replica) : noMore(view);
        }
    }

    /** What they are in touch by, if they have met or meet within this time. */
    private @Nullable Contact contact(long nanos) throws InterruptedException {
        Contact there = contact;
        if (there != null) {
            return there;
        }
        Use begun = use();
        if (begun.arrival != null) {
            try {
                begun.arrival.signal().await(nanos);
            } catch (TimeoutException e) {
                return null;
            }
            return comeFirst(begun);
        }
        return contact;
    }

    /** What comes to this end, if they have met or meet within this time. */
    @Nullable
    Inbound inbound(long nanos) throws InterruptedException {
        Contact there = contact(nanos);
        return there == null ? null : there.inbound;
    }

    /** Where this end sends to; for one thread at a time. */
    Outbound outbound() throws InterruptedException {
        Contact there = contact;
        if (there == null) {
            Use begun = use();
            boolean met = begun.arrival == null || begun.arrival.signal().isDone();
            if (!met && maySendEarly(begun)) {
                return byBroker::sendNow;
            }
            there = contact(Long.MAX_VALUE);
        }
        if (there == null) {
            return Outbound.CLOSED;
        }
        if (sentEarly && there.direct != null) {
            byBroker.move();
            sentEarly = false;
        }
        return there.outbound;
    }

    private boolean maySendEarly(Use begun) {
        if (!sentEarly) {
            sentEarly = Boolean.TRUE.equals(begun.replica.call(PipesMachine.sendEarly(end)));
        }
        return sentEarly;
    }

    /** Calls {@code action} when they have met, on a thread that must not be blocked, or now. */
    void whenMet(Runnable action) {
        Use begun = use();
        if (begun.arrival == null) {
            action.run();
        } else {
            begun.arrival.signal().whenDone(action);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Sends what was sent, and closes the end. */
    @Override
    public void close() {
        Use begun;
        meeting.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            begun = use;
        } finally {
            meeting.unlock();
        }
        if (handedOver) {
            return;
        }
        byBroker.close();
        Contact there = contact;
        if (there != null && there.direct != null) {
            there.direct.close();
        } else if (there == null && begun != null && begun.doorstep != null) {
            begun.doorstep.close();
        }
        incoming.close();
        pipes.close(end);
    }
}
