// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.WireWriter;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A process's copy of the state of a shared object, and the way to have it changed for all. */
interface Replica<M extends Machine> {

    /** Has an operation performed; does not wait for it. */
    Pending<@Nullable Object> append(WireWriter operation);

    /** Has an operation performed that hands in a ticket. */
    Ticket submit(LongFunction<WireWriter> operation);

    /** Does not wait for the ticket's signal any more. */
    void forget(Ticket ticket);

    /** What a thread of this process waits with for others. */
    record Ticket(long number, Pending<Long> signal) {}

    /** Has an operation performed, and waits for its result. */
    @Nullable
    Object call(WireWriter operation);

    /** Waits until everything is applied that any process had done before. */
    void sync();

    /** Looks at the state as of now. */
    default <T extends @Nullable Object> T read(Function<M, T> question) {
        sync();
        return peek(question);
    }

    /** Looks at the state as far as it is known here. */
    <T extends @Nullable Object> T peek(Function<M, T> question);

    /** The number by which the state knows this process. */
    long self();

    /** Whether nobody can have been given yet what this process holds. */
    boolean holdsLease();

    /** Whether this copy is of no use any more, and what it held is lost. */
    boolean isFailed();
}
