// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which process has the lock, which ones wait for it, and whose threads wait for its conditions. */
final class LockMachine implements Machine {

    /** Signalled for a request that is not to wait. */
    static final long DECLINED = 0;

    static final Kind<LockMachine> KIND = new Kind<>() {
        // Higher than any number that was given before a restart of the broker, which forgets them, as long as clocks
        // go forward.
        @Override
        public LockMachine initial() {
            return new LockMachine(Instant.now().toEpochMilli() << FENCES_PER_MILLI_BITS);
        }

        @Override
        public LockMachine read(WireReader in) {
            return LockMachine.read(in);
        }
    };

    private static final int FENCES_PER_MILLI_BITS = 20;
    private static final int REQUEST = 1;
    private static final int YIELD = 2;
    private static final int DECLINE = 3;
    private static final int AWAIT = 4;
    private static final int SIGNAL = 5;
    private static final int STOP_WAITING = 6;
    private static final long NOBODY = 0;

    private final Queue<Waiter> requests = new ArrayDeque<>();
    private final Map<String, Deque<Waiter>> conditions = new TreeMap<>();
    private long holder = NOBODY;
    private long fence;

    private LockMachine(long fence) {
        this.fence = fence;
    }

    private record Waiter(long client, long ticket, boolean declinable) {
        void write(WireWriter out) {
            out.int64(client).int64(ticket).bool(declinable);
        }

        static Waiter read(WireReader in) {
            return new Waiter(in.int64(), in.int64(), in.bool());
        }
    }

    /** Asks for the lock; the signal is the fencing number. */
    static WireWriter request(long ticket, boolean declinable) {
        return new WireWriter().int32(REQUEST).int64(ticket).bool(declinable);
    }

    /** Gives the lock to who has waited longest. */
    static WireWriter handOver() {
        return new WireWriter().int32(YIELD).int64(0);
    }

    /** The same, and asks for it again. */
    static WireWriter handOverAndRequest(long ticket) {
        return new WireWriter().int32(YIELD).int64(ticket);
    }

    /** Says no to requests that are not to wait. */
    static WireWriter decline() {
        return new WireWriter().int32(DECLINE);
    }

    /** Begins to wait for a condition. */
    static WireWriter await(String condition, long ticket) {
        return new WireWriter().int32(AWAIT).string(condition).int64(ticket);
    }

    /** Wakes so many that wait for a condition. */
    static WireWriter signal(String condition, int count) {
        return new WireWriter().int32(SIGNAL).string(condition).int32(count);
    }

    /** Waits no longer; the result is whether it still did. */
    static WireWriter stopWaiting(String condition, long ticket) {
        return new WireWriter().int32(STOP_WAITING).string(condition).int64(ticket);
    }

    @Override
    public @Nullable Object apply(long client, WireReader in, Effects effects) {
        int operation = in.int32();
        switch (operation) {
            case REQUEST -> requested(new Waiter(client, in.int64(), in.bool()), effects);
            case YIELD -> yielded(client, in.int64(), effects);
            case DECLINE -> {
                if (client == holder) {
                    declineAll(effects);
                }
            }
            case AWAIT -> waiters(in.string()).add(new Waiter(client, in.int64(), false));
            case SIGNAL -> signalled(waiters(in.string()), in.int32(), effects);
            case STOP_WAITING -> {
                return waiters(in.string()).remove(new Waiter(client, in.int64(), false));
            }
            default -> throw new IllegalArgumentException("unknown operation " + operation + " on a lock");
        }
        return null;
    }

    private void requested(Waiter waiter, Effects effects) {
        if (holder == NOBODY) {
            give(waiter, effects);
        } else if (waiter.declinable() && !requests.isEmpty()) {
            effects.signal(waiter.client(), waiter.ticket(), DECLINED);
        } else {
            requests.add(waiter);
        }
    }

    private void yielded(long client, long ticket, Effects effects) {
        if (client == holder) {
            if (ticket != 0) {
                requests.add(new Waiter(client, ticket, false));
            }
            giveToNext(effects);
        }
    }

    private void giveToNext(Effects effects) {
        holder = NOBODY;
        Waiter next = requests.poll();
        if (next != null) {
            give(next, effects);
        }
    }

    private void give(Waiter waiter, Effects effects) {
        holder = waiter.client();
        fence++;
        effects.signal(waiter.client(), waiter.ticket(), fence);
    }

    private void declineAll(Effects effects) {
        requests.removeIf(waiter -> {
            if (waiter.declinable()) {
                effects.signal(waiter.client(), waiter.ticket(), DECLINED);
            }
            return waiter.declinable();
        });
    }

    private Deque<Waiter> waiters(String condition) {
        return conditions.computeIfAbsent(condition, name -> new ArrayDeque<>());
    }

    private static void signalled(Deque<Waiter> waiters, int count, Effects effects) {
        for (int i = 0; i < count && !waiters.isEmpty(); i++) {
            Waiter waiter = waiters.remove();
            effects.signal(waiter.client(), waiter.ticket(), 1);
        }
    }

    // The dead may have been signalled and not have acted on it: all others look for themselves.
    @Override
    public void died(long client, Effects effects) {
        requests.removeIf(waiter -> waiter.client() == client);
        conditions.values().forEach(waiters -> {
            waiters.removeIf(waiter -> waiter.client() == client);
            signalled(waiters, waiters.size(), effects);
        });
        if (holder == client) {
            giveToNext(effects);
        }
    }

    /** The fencing number under which {@code client} has the lock while others wait for it; otherwise 0. */
    long wantedFrom(long client) {
        return holder == client && !requests.isEmpty() ? fence : 0;
    }

    /** Whether somebody asks who does not want to wait. */
    boolean hasDeclinable() {
        return requests.stream().anyMatch(Waiter::declinable);
    }

    @Override
    public Set<Long> clients() {
        Set<Long> all = new HashSet<>();
        requests.forEach(waiter -> all.add(waiter.client()));
        conditions.values().forEach(waiters -> waiters.forEach(waiter -> all.add(waiter.client())));
        if (holder != NOBODY) {
            all.add(holder);
        }
        return all;
    }

    @Override
    public void write(WireWriter out) {
        out.int64(holder).int64(fence).int32(requests.size());
        requests.forEach(waiter -> waiter.write(out));
        out.int32(conditions.size());
        conditions.forEach((name, waiters) -> {
            out.string(name).int32(waiters.size());
            waiters.forEach(waiter -> waiter.write(out));
        });
    }

    private static LockMachine read(WireReader in) {
        long holder = in.int64();
        LockMachine machine = new LockMachine(in.int64());
        machine.holder = holder;
        for (int left = in.size(); left > 0; left--) {
            machine.requests.add(Waiter.read(in));
        }
        for (int left = in.size(); left > 0; left--) {
            Deque<Waiter> waiters = machine.waiters(in.string());
            for (int each = in.size(); each > 0; each--) {
                waiters.add(Waiter.read(in));
            }
        }
        return machine;
    }
}
