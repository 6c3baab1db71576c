// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A flag, and who waits for it. */
final class EventMachine implements Machine {

    static final Kind<EventMachine> KIND = new Kind<>() {
        @Override
        public EventMachine initial() {
            return new EventMachine();
        }

        @Override
        public EventMachine read(WireReader in) {
            EventMachine machine = new EventMachine();
            machine.set = in.bool();
            Waiter.readAll(in, machine.waiters);
            return machine;
        }
    };

    private static final int SET = 1;
    private static final int CLEAR = 2;
    private static final int AWAIT = 3;
    private static final int TAKE_BACK = 4;

    private final List<Waiter> waiters = new ArrayList<>();
    private boolean set;

    static WireWriter set() {
        return new WireWriter().int32(SET);
    }

    static WireWriter clear() {
        return new WireWriter().int32(CLEAR);
    }

    static WireWriter await(long ticket) {
        return new WireWriter().int32(AWAIT).int64(ticket);
    }

    /** The result is whether the ticket still waited. */
    static WireWriter takeBack(long ticket) {
        return new WireWriter().int32(TAKE_BACK).int64(ticket);
    }

    boolean isSet() {
        return set;
    }

    @Override
    public @Nullable Object apply(long client, WireReader in, Effects effects) {
        int operation = in.int32();
        switch (operation) {
            case SET -> {
                set = true;
                waiters.forEach(waiter -> waiter.signal(effects, 1));
                waiters.clear();
            }
            case CLEAR -> set = false;
            case AWAIT -> {
                Waiter waiter = new Waiter(client, in.int64());
                if (set) {
                    waiter.signal(effects, 1);
                } else {
                    waiters.add(waiter);
                }
            }
            case TAKE_BACK -> {
                return waiters.remove(new Waiter(client, in.int64()));
            }
            default -> throw new IllegalArgumentException("unknown operation " + operation + " on an event");
        }
        return null;
    }

    @Override
    public void died(long client, Effects effects) {
        waiters.removeIf(waiter -> waiter.client() == client);
    }

    @Override
    public Set<Long> clients() {
        Set<Long> all = new HashSet<>();
        waiters.forEach(waiter -> all.add(waiter.client()));
        return all;
    }

    @Override
    public void write(WireWriter out) {
        out.bool(set);
        Waiter.writeAll(waiters, out);
    }
}
