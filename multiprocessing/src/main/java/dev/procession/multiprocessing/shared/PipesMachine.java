// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pipes of a scope: whose their ends are, and how those who use them find each other.
 *
 * <p>Who uses an end first says where it can be reached; who comes second goes there, and then says how they are in touch.
 */
final class PipesMachine implements Machine {

    static final Kind<PipesMachine> KIND = new Kind<>() {
        @Override
        public PipesMachine initial() {
            return new PipesMachine();
        }

        @Override
        public PipesMachine read(WireReader in) {
            return PipesMachine.read(in);
        }
    };

    /** Signalled to who watches. */
    static final long HAPPENED = 1;

    private static final int HOLD = 1;
    private static final int HAND_OVER = 2;
    private static final int ABANDON = 3;
    private static final int USE = 4;
    private static final int SEND_EARLY = 5;
    private static final int MEET = 6;
    private static final int WATCH = 7;
    private static final int CLOSE = 8;

    /** Whether an end can be had. */
    enum Claim {
        GRANTED,
        TAKEN,
        CLOSED
    }

    /** How the two ends are in touch. */
    enum Touch {
        NONE,
        DIRECT,
        BROKER
    }

    /**
     * How the pipe looks from one end.
     *
     * @param claim whether the end is the asking process's
     * @param touch how the ends are in touch
     * @param address where the other end can be reached; null if nobody uses it
     * @param early whether the other end has sent something by way of the broker before they met
     * @param closed whether the other end is closed
     */
    record View(Claim claim, Touch touch, @Nullable String address, boolean early, boolean closed) {}

    private static final class End {
        private boolean held;
        private boolean closed;
        private boolean early;
        private long client;
        private long handOvers;
        private @Nullable String address;

        private Claim claim(long who) {
            if (closed) {
                return Claim.CLOSED;
            } else if (held && client != who) {
                return Claim.TAKEN;
            }
            held = true;
            client = who;
            return Claim.GRANTED;
        }

        private boolean isOf(long who) {
            return held && !closed && client == who;
        }
    }

    private record Watcher(boolean forEnd, Waiter waiter) {}

    private static final class Meeting {
        private final End[] ends = {new End(), new End()};
        private final List<Watcher> watchers = new ArrayList<>();
        private Touch touch = Touch.NONE;

        private View view(int index, Claim claim) {
            End other = ends[1 - index];
            return new View(claim, touch, other.address, other.early, other.closed);
        }

        private boolean isOver() {
            return ends[0].closed && ends[1].closed;
        }

        private boolean concerns(Watcher watcher) {
            return ends[0].closed || ends[1].closed || (!watcher.forEnd && touch != Touch.NONE);
        }

        private void tell(Effects effects) {
            watchers.removeIf(watcher -> {
                boolean now = concerns(watcher);
                if (now) {
                    watcher.waiter.signal(effects, HAPPENED);
                }
                return now;
            });
        }
    }

    private final Map<String, Meeting> pipes = new TreeMap<>();

    private static WireWriter operation(int number, PipeEnd end) {
        return new WireWriter().int32(number).string(end.pipe().name()).int32(end.index());
    }

    /** Makes an end the process's own; the result is a {@link Claim}. */
    static WireWriter hold(PipeEnd end) {
        return operation(HOLD, end);
    }

    /** Makes an end nobody's, on its way to another process; the result is the number of the hand-over, 0 if it is in use or not the process's. */
    static WireWriter handOver(PipeEnd end) {
        return operation(HAND_OVER, end);
    }

    /** Closes an end that was handed over and is nobody's still. */
    static WireWriter abandon(PipeEnd end, long handOver) {
        return operation(ABANDON, end).int64(handOver);
    }

    /** Begins to use an end, which can be reached there; the result is a {@link View}. */
    static WireWriter use(PipeEnd end, String address) {
        return operation(USE, end).string(address);
    }

    /** Says that this end will send by way of the broker until they meet; the result is false if they have met. */
    static WireWriter sendEarly(PipeEnd end) {
        return operation(SEND_EARLY, end);
    }

    /** Says how the ends are in touch from now on. */
    static WireWriter meet(PipeEnd end, Touch touch) {
        return operation(MEET, end).string(touch.name());
    }

    /** Hands in a ticket that is signalled when either end is closed or, unless {@code forEnd}, the ends have met. */
    static WireWriter watch(PipeEnd end, boolean forEnd, long ticket) {
        return operation(WATCH, end).bool(forEnd).int64(ticket);
    }

    /** Closes an end that is the process's; the result is whether the other one was closed before. */
    static WireWriter close(PipeEnd end) {
        return operation(CLOSE, end);
    }

    /** How a pipe looks from one end; that of a pipe that has ended, as one whose other end is closed. */
    View view(PipeEnd end) {
        Meeting meeting = pipes.get(end.pipe().name());
        return meeting == null
                ? new View(Claim.CLOSED, Touch.NONE, null, false, true)
                : meeting.view(end.index(), Claim.GRANTED);
    }

    @Override
    public @Nullable Object apply(long client, WireReader in, Effects effects) {
        int operation = in.int32();
        String name = in.string();
        int index = in.int32();
        Meeting meeting = pipes.computeIfAbsent(name, key -> new Meeting());
        End end = meeting.ends[index];
        Object result = null;
        switch (operation) {
            case HOLD -> result = end.claim(client);
            case HAND_OVER -> result = handOver(end, client);
            case ABANDON -> {
                if (in.int64() == end.handOvers && !end.held) {
                    end.closed = true;
                }
            }
            case USE -> result = use(meeting, index, client, in.string());
            case SEND_EARLY -> result = sendEarly(meeting, index);
            case MEET -> meeting.touch = Touch.valueOf(in.string());
            case WATCH -> meeting.watchers.add(new Watcher(in.bool(), new Waiter(client, in.int64())));
            case CLOSE -> result = close(meeting, index, client);
            default -> throw new IllegalArgumentException("unknown operation " + operation + " on a pipe");
        }
        meeting.tell(effects);
        forgetIfOver(name, meeting);
        return result;
    }

    private void forgetIfOver(String name, Meeting meeting) {
        boolean untouched = !meeting.ends[0].held && !meeting.ends[1].held;
        boolean unknown = untouched && meeting.ends[0].handOvers + meeting.ends[1].handOvers == 0;
        if (meeting.isOver() || (unknown && !meeting.ends[0].closed && !meeting.ends[1].closed)) {
            pipes.remove(name);
        }
    }

    private static long handOver(End end, long client) {
        boolean isOurs = end.isOf(client) && end.address == null;
        boolean isOnItsWay = !end.held && !end.closed && end.handOvers > 0;
        if (!isOurs && !isOnItsWay) {
            return 0;
        }
        end.held = false;
        return ++end.handOvers;
    }

    private static View use(Meeting meeting, int index, long client, String address) {
        End end = meeting.ends[index];
        Claim claim = end.claim(client);
        if (claim == Claim.GRANTED) {
            end.address = address;
        }
        return meeting.view(index, claim);
    }

    private static boolean sendEarly(Meeting meeting, int index) {
        End other = meeting.ends[1 - index];
        boolean alone = other.address == null && !other.closed;
        meeting.ends[index].early |= alone;
        return alone;
    }

    private static boolean close(Meeting meeting, int index, long client) {
        if (meeting.ends[index].isOf(client)) {
            meeting.ends[index].closed = true;
        }
        return meeting.isOver();
    }

    @Override
    public void died(long client, Effects effects) {
        for (Iterator<Meeting> all = pipes.values().iterator(); all.hasNext(); ) {
            Meeting meeting = all.next();
            for (int index = 0; index < 2; index++) {
                boolean unused = close(meeting, index, client);
            }
            meeting.watchers.removeIf(watcher -> watcher.waiter.client() == client);
            meeting.tell(effects);
            if (meeting.isOver()) {
                all.remove();
            }
        }
    }

    @Override
    public Set<Long> clients() {
        Set<Long> all = new HashSet<>();
        for (Meeting meeting : pipes.values()) {
            for (End end : meeting.ends) {
                if (end.held && !end.closed) {
                    all.add(end.client);
                }
            }
        }
        return all;
    }

    @Override
    public void write(WireWriter out) {
        out.int32(pipes.size());
        pipes.forEach((name, meeting) -> {
            out.string(name).string(meeting.touch.name());
            for (End end : meeting.ends) {
                out.bool(end.held)
                        .bool(end.closed)
                        .bool(end.early)
                        .int64(end.client)
                        .int64(end.handOvers)
                        .optionalString(end.address);
            }
            out.int32(meeting.watchers.size());
            meeting.watchers.forEach(watcher ->
                    out.bool(watcher.forEnd).int64(watcher.waiter.client()).int64(watcher.waiter.ticket()));
        });
    }

    private static PipesMachine read(WireReader in) {
        PipesMachine machine = new PipesMachine();
        for (int left = in.size(); left > 0; left--) {
            String name = in.string();
            Meeting meeting = new Meeting();
            meeting.touch = Touch.valueOf(in.string());
            for (End end : meeting.ends) {
                end.held = in.bool();
                end.closed = in.bool();
                end.early = in.bool();
                end.client = in.int64();
                end.handOvers = in.int64();
                end.address = in.optionalString();
            }
            for (int watchers = in.size(); watchers > 0; watchers--) {
                meeting.watchers.add(new Watcher(in.bool(), new Waiter(in.int64(), in.int64())));
            }
            machine.pipes.put(Objects.requireNonNull(name), meeting);
        }
        return machine;
    }
}
