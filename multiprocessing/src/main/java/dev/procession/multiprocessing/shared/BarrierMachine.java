// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who has come to a barrier, and who belongs to it: the death of one of those breaks it. */
final class BarrierMachine implements Machine {

    /** Signalled to the last one if there is an action to run before the others may go. */
    static final long RUN_ACTION = -1;

    /** Signalled when the barrier is broken. */
    static final long BROKEN = -2;

    private static final int JOIN = 1;
    private static final int ARRIVE = 2;
    private static final int ACTION_DONE = 3;
    private static final int GIVE_UP = 4;
    private static final int ABORT = 5;
    private static final int RESET = 6;
    private static final long NOBODY = 0;

    private final int parties;
    private final List<Waiter> arrived = new ArrayList<>();
    private final Set<Long> members = new HashSet<>();
    private long runner = NOBODY;
    private boolean broken;

    private BarrierMachine(int parties) {
        this.parties = parties;
    }

    static Kind<BarrierMachine> of(int parties) {
        return new Kind<>() {
            @Override
            public BarrierMachine initial() {
                return new BarrierMachine(parties);
            }

            @Override
            public BarrierMachine read(WireReader in) {
                return BarrierMachine.read(in);
            }
        };
    }

    static WireWriter join() {
        return new WireWriter().int32(JOIN);
    }

    static WireWriter arrive(long ticket, boolean hasAction) {
        return new WireWriter().int32(ARRIVE).int64(ticket).bool(hasAction);
    }

    static WireWriter actionDone() {
        return new WireWriter().int32(ACTION_DONE);
    }

    /** The result is whether the ticket still waited: then the barrier is broken. */
    static WireWriter giveUp(long ticket) {
        return new WireWriter().int32(GIVE_UP).int64(ticket);
    }

    static WireWriter abort() {
        return new WireWriter().int32(ABORT);
    }

    static WireWriter reset() {
        return new WireWriter().int32(RESET);
    }

    int parties() {
        return parties;
    }

    int waiting() {
        return arrived.size();
    }

    boolean isBroken() {
        return broken;
    }

    @Override
    public @Nullable Object apply(long client, WireReader in, Effects effects) {
        int operation = in.int32();
        switch (operation) {
            case JOIN -> members.add(client);
            case ARRIVE -> arrive(new Waiter(client, in.int64()), in.bool(), effects);
            case ACTION_DONE -> {
                if (runner == client) {
                    open(effects);
                }
            }
            case GIVE_UP -> {
                boolean waits = arrived.contains(new Waiter(client, in.int64()));
                if (waits) {
                    breakIt(effects);
                }
                return waits;
            }
            case ABORT -> breakIt(effects);
            case RESET -> {
                breakIt(effects);
                broken = false;
            }
            default -> throw new IllegalArgumentException("unknown operation " + operation + " on a barrier");
        }
        return null;
    }

    private void arrive(Waiter waiter, boolean hasAction, Effects effects) {
        members.add(waiter.client());
        if (broken || runner != NOBODY) { // or one more than there are parties
            waiter.signal(effects, BROKEN);
            return;
        }
        arrived.add(waiter);
        if (arrived.size() < parties) {
            return;
        }
        if (hasAction) {
            runner = waiter.client();
            waiter.signal(effects, RUN_ACTION);
        } else {
            open(effects);
        }
    }

    private void open(Effects effects) {
        for (int i = 0; i < arrived.size(); i++) {
            arrived.get(i).signal(effects, arrived.size() - 1 - i);
        }
        arrived.clear();
        runner = NOBODY;
    }

    private void breakIt(Effects effects) {
        broken = true;
        arrived.forEach(waiter -> waiter.signal(effects, BROKEN));
        arrived.clear();
        runner = NOBODY;
    }

    @Override
    public void died(long client, Effects effects) {
        if (members.remove(client)) {
            breakIt(effects);
        }
    }

    @Override
    public void left(long client, Effects effects) {
        members.remove(client);
        if (arrived.stream().anyMatch(waiter -> waiter.client() == client)) {
            breakIt(effects);
        }
    }

    @Override
    public Set<Long> clients() {
        return Set.copyOf(members);
    }

    @Override
    public void write(WireWriter out) {
        out.int32(parties).bool(broken).int64(runner).int32(members.size());
        members.forEach(out::int64);
        Waiter.writeAll(arrived, out);
    }

    private static BarrierMachine read(WireReader in) {
        BarrierMachine machine = new BarrierMachine(in.int32());
        machine.broken = in.bool();
        machine.runner = in.int64();
        for (int left = in.size(); left > 0; left--) {
            machine.members.add(in.int64());
        }
        Waiter.readAll(in, machine.arrived);
        return machine;
    }
}
