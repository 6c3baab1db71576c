// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A participant's view of a {@link MemoryObject}. What it has done is done when the call returns. */
final class MemoryReplica<M extends Machine> implements Replica<M> {

    private final ObjectName name;
    private final MemoryObject<M> object;
    private final MemoryParticipant participant;
    private final Runnable applied;
    private final AtomicInteger news = new AtomicInteger();
    private final Tickets tickets = new Tickets(); // under the object's lock
    private volatile boolean ended;

    MemoryReplica(ObjectName name, MemoryObject<M> object, MemoryParticipant participant, Runnable applied) {
        this.name = name;
        this.object = object;
        this.participant = participant;
        this.applied = applied;
    }

    ObjectName name() {
        return name;
    }

    @Override
    public Pending<@Nullable Object> append(WireWriter operation) {
        Pending<@Nullable Object> pending = new Pending<>(LogEntry.NOTHING, false);
        pending.complete(call(operation));
        return pending;
    }

    @Override
    public @Nullable Object call(WireWriter operation) {
        participant.beforeOperation();
        byte[] bytes = operation.toBytes();
        return object.<@Nullable Object>change((state, effects) -> {
            checkOpen();
            return state.apply(self(), new WireReader(bytes), effects);
        });
    }

    @Override
    public Ticket submit(LongFunction<WireWriter> operation) {
        participant.beforeOperation();
        return object.change((state, effects) -> {
            checkOpen();
            Ticket ticket = tickets.next();
            byte[] bytes = operation.apply(ticket.number()).toBytes();
            Object unused = state.apply(self(), new WireReader(bytes), effects);
            return ticket;
        });
    }

    private void checkOpen() {
        if (ended) {
            throw closed();
        }
    }

    private BrokerUnavailableException closed() {
        return new BrokerUnavailableException("the shared objects of this process were closed", null);
    }

    /** Under the object's lock. */
    void signal(long ticket, long code) {
        Pending<Long> signal = tickets.signalled(ticket);
        if (signal != null) {
            signal.complete(code);
        }
    }

    // One thread at a time, as from the connection to a broker: whoever comes meanwhile has it looked once more.
    void applied() {
        if (news.getAndIncrement() == 0) {
            int seen = 1;
            do {
                applied.run();
                seen = news.addAndGet(-seen);
            } while (seen > 0);
        }
    }

    @Override
    public void forget(Ticket ticket) {
        object.locked(state -> {
            tickets.forget(ticket.number());
            return null;
        });
    }

    @Override
    public void sync() {
        participant.beforeOperation();
        checkOpen();
    }

    @Override
    public <T extends @Nullable Object> T peek(Function<M, T> question) {
        return object.locked(question);
    }

    @Override
    public long self() {
        return participant.id();
    }

    @Override
    public boolean holdsLease() {
        return !ended;
    }

    @Override
    public boolean isFailed() {
        return ended;
    }

    /**
     * Gives back what the participant holds, and ends.
     *
     * @param inOrder whether it leaves, and does not die
     */
    void end(boolean inOrder) {
        List<Pending<Long>> waiting = object.change((state, effects) -> {
            boolean holds = !ended && state.clients().contains(self());
            ended = true;
            if (holds && inOrder) {
                state.left(self(), effects);
            } else if (holds) {
                state.died(self(), effects);
            }
            return tickets.drain();
        });
        waiting.forEach(pending -> pending.fail(closed()));
        object.remove(this);
        participant.forget(this);
    }
}
