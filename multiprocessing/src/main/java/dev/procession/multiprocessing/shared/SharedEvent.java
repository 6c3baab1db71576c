// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import java.io.Serializable;
import java.time.Duration;
import java.util.function.Supplier;

/** A flag that processes set, clear and wait for. Setting it wakes all that wait, also if it is cleared at once. */
public final class SharedEvent implements Serializable {

    private static final long FOR_EVER = Long.MAX_VALUE;

    private final transient Replicated<EventMachine> replicated;

    SharedEvent(Supplier<Participant> participant, ObjectName name) {
        this.replicated = new Replicated<>(participant, name, EventMachine.KIND, () -> {});
    }

    /** Sets it; it is set when this returns. */
    public void set() {
        replicated.get().call(EventMachine.set());
    }

    /** Clears it; it is clear when this returns. */
    public void clear() {
        replicated.get().call(EventMachine.clear());
    }

    /** Whether it is set now. */
    public boolean isSet() {
        return replicated.get().read(EventMachine::isSet);
    }

    /**
     * Waits until it is set.
     *
     * @throws BrokerUnavailableException if the broker is lost meanwhile
     */
    public void await() throws InterruptedException {
        await(FOR_EVER);
    }

    /** Waits until it is set, for so long at most, and says whether it was. */
    public boolean await(Duration patience) throws InterruptedException {
        return await(patience.toNanos());
    }

    private boolean await(long nanos) throws InterruptedException {
        Replica<EventMachine> replica = replicated.get();
        Replica.Ticket ticket = replica.submit(EventMachine::await);
        return Waiting.await(replica, ticket, nanos, EventMachine.takeBack(ticket.number())) != null;
    }

    private Object writeReplace() {
        return new SharedReference(replicated.name(), 0);
    }

    @Override
    public String toString() {
        return replicated.name().toString();
    }
}
