// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of a shared object, computed by every process from the same operations in the same order: so nothing in it may depend on the
 * process, on time or on chance.
 */
interface Machine {

    /** Performs an operation of a process; what it returns is for the thread that asked for it. */
    @Nullable
    Object apply(long client, WireReader operation, Effects effects);

    /** Takes back what a process held that is gone. */
    void died(long client, Effects effects);

    /** Takes back what a process held that ended in order. */
    default void left(long client, Effects effects) {
        died(client, effects);
    }

    /** The processes that hold something or wait for something. */
    Set<Long> clients();

    /** Writes the whole state. */
    void write(WireWriter out);

    /** What a machine makes known beside results. */
    interface Effects {
        /** Ends the waiting for a ticket that a process has handed in with an operation. */
        void signal(long client, long ticket, long code);
    }

    /** How a machine begins. */
    interface Kind<M extends Machine> {
        /** The state of an object that nobody has used. */
        M initial();

        /** Reads what {@link Machine#write} wrote. */
        M read(WireReader in);
    }
}
