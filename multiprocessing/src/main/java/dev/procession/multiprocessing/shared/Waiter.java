// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.util.Collection;

/** A thread of a process that waits with a ticket. */
record Waiter(long client, long ticket) {

    void signal(Machine.Effects effects, long code) {
        effects.signal(client, ticket, code);
    }

    static void writeAll(Collection<Waiter> waiters, WireWriter out) {
        out.int32(waiters.size());
        waiters.forEach(waiter -> out.int64(waiter.client()).int64(waiter.ticket()));
    }

    static void readAll(WireReader in, Collection<Waiter> waiters) {
        for (int left = in.size(); left > 0; left--) {
            waiters.add(new Waiter(in.int64(), in.int64()));
        }
    }
}
