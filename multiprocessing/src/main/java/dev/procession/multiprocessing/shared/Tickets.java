// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What threads of a process wait with for others; for one thread at a time. */
final class Tickets {

    private final Map<Long, Pending<Long>> signals = new HashMap<>();
    private long last;

    Replica.Ticket next() {
        Replica.Ticket ticket = new Replica.Ticket(++last, new Pending<>(LogEntry.NOTHING, false));
        signals.put(ticket.number(), ticket.signal());
        return ticket;
    }

    void forget(long ticket) {
        signals.remove(ticket);
    }

    /** Hands over what waits for a ticket that is signalled; null if nobody does. */
    @Nullable
    Pending<Long> signalled(long ticket) {
        return signals.remove(ticket);
    }

    boolean isEmpty() {
        return signals.isEmpty();
    }

    /** Hands over all that nobody has signalled. */
    List<Pending<Long>> drain() {
        List<Pending<Long>> all = new ArrayList<>(signals.values());
        signals.clear();
        return all;
    }
}
