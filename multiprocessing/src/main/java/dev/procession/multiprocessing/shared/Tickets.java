// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What threads of a process wait with for others; for one thread at a time. */
final class Tickets {

    private final Map<Long, Pending<Long>> signals = new HashMap<>();
    private long last;

    Replica.Ticket next() {
        Replica.Ticket ticket = new Replica.Ticket(++last, new Pending<>(LogEntry.NOTHING));
        signals.put(ticket.number(), ticket.signal());
        return ticket;
    }

    void forget(long ticket) {
        signals.remove(ticket);
    }

    void signal(long ticket, long code) {
        Pending<Long> signal = signals.remove(ticket);
        if (signal != null) {
            signal.complete(code);
        }
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
