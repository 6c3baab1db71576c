// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How many permits are free, which process has how many, and who waits for some. */
final class SemaphoreMachine implements Machine {

    private static final int ACQUIRE = 1;
    private static final int TRY = 2;
    private static final int TAKE_BACK = 3;
    private static final int RELEASE = 4;
    private static final int GIVE_BACK = 5;

    /** Who waits, and for how many. */
    private record Request(long client, long ticket, int permits) {}

    private final Queue<Request> requests = new ArrayDeque<>();
    private final Map<Long, Integer> held = new LinkedHashMap<>();
    private int permits;

    private SemaphoreMachine(int permits) {
        this.permits = permits;
    }

    static Kind<SemaphoreMachine> of(int permits) {
        return new Kind<>() {
            @Override
            public SemaphoreMachine initial() {
                return new SemaphoreMachine(permits);
            }

            @Override
            public SemaphoreMachine read(WireReader in) {
                return SemaphoreMachine.read(in);
            }
        };
    }

    static WireWriter acquire(long ticket, int permits) {
        return new WireWriter().int32(ACQUIRE).int64(ticket).int32(permits);
    }

    /** The result is whether there were enough. */
    static WireWriter tryAcquire(int permits) {
        return new WireWriter().int32(TRY).int32(permits);
    }

    /** The result is whether the ticket still waited. */
    static WireWriter takeBack(long ticket) {
        return new WireWriter().int32(TAKE_BACK).int64(ticket);
    }

    /** The result is whether so many were out. */
    static WireWriter release(int permits, boolean bounded) {
        return new WireWriter().int32(RELEASE).int32(permits).bool(bounded);
    }

    /** Releases so many, or all that are out if those are fewer: some may have been released before, by a process that died then. */
    static WireWriter giveBack(int permits) {
        return new WireWriter().int32(GIVE_BACK).int32(permits);
    }

    int permits() {
        return permits;
    }

    @Override
    public @Nullable Object apply(long client, WireReader in, Effects effects) {
        int operation = in.int32();
        return switch (operation) {
            case ACQUIRE -> {
                requests.add(new Request(client, in.int64(), in.int32()));
                grant(effects);
                yield null;
            }
            case TRY -> tryAcquire(client, in.int32());
            case TAKE_BACK -> {
                long ticket = in.int64();
                boolean waited = requests.removeIf(request -> request.client() == client && request.ticket() == ticket);
                grant(effects);
                yield waited;
            }
            case RELEASE -> release(client, in.int32(), in.bool(), effects);
            case GIVE_BACK -> release(client, Math.min(in.int32(), out()), true, effects);
            default -> throw new IllegalArgumentException("unknown operation " + operation + " on a semaphore");
        };
    }

    private boolean tryAcquire(long client, int wanted) {
        if (!requests.isEmpty() || wanted > permits) {
            return false;
        }
        give(client, wanted);
        return true;
    }

    private void give(long client, int count) {
        permits -= count;
        held.merge(client, count, Integer::sum);
    }

    private void grant(Effects effects) {
        for (Request next = requests.peek(); next != null && next.permits() <= permits; next = requests.peek()) {
            requests.remove();
            give(next.client(), next.permits());
            effects.signal(next.client(), next.ticket(), 1);
        }
    }

    // A process may release what another acquired, as in Python: then the one that has held permits longest has them no
    // more, so that
    // its end does not give them back a second time.
    private boolean release(long client, int count, boolean bounded, Effects effects) {
        if (bounded && count > out()) {
            return false;
        }
        int left = takeFrom(client, count);
        while (left > 0 && !held.isEmpty()) {
            left = takeFrom(held.keySet().iterator().next(), left);
        }
        permits += count;
        grant(effects);
        return true;
    }

    private int out() {
        return held.values().stream().mapToInt(Integer::intValue).sum();
    }

    private int takeFrom(long client, int count) {
        int has = held.getOrDefault(client, 0);
        if (has > count) {
            held.put(client, has - count);
            return 0;
        }
        held.remove(client);
        return count - has;
    }

    @Override
    public void died(long client, Effects effects) {
        requests.removeIf(request -> request.client() == client);
        Integer back = held.remove(client);
        permits += back == null ? 0 : back;
        grant(effects);
    }

    @Override
    public Set<Long> clients() {
        Set<Long> all = new HashSet<>(held.keySet());
        requests.forEach(request -> all.add(request.client()));
        return all;
    }

    @Override
    public void write(WireWriter out) {
        out.int32(permits).int32(held.size());
        held.forEach((client, count) -> out.int64(client).int32(count));
        out.int32(requests.size());
        requests.forEach(
                request -> out.int64(request.client()).int64(request.ticket()).int32(request.permits()));
    }

    private static SemaphoreMachine read(WireReader in) {
        SemaphoreMachine machine = new SemaphoreMachine(in.int32());
        for (int left = in.size(); left > 0; left--) {
            machine.held.put(in.int64(), in.int32());
        }
        for (int left = in.size(); left > 0; left--) {
            machine.requests.add(new Request(in.int64(), in.int64(), in.int32()));
        }
        return machine;
    }
}
