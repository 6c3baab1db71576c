// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a number of threads of several processes wait for each other, again and again.
 *
 * <p><em>Failure:</em> every process that has this object belongs to the barrier. If one of them is killed or loses its connection, the
 * barrier breaks for all; so it does when a thread gives up waiting. A broken barrier stays broken until {@link #reset()}.
 */
public final class SharedBarrier implements Serializable {

    private static final long FOR_EVER = Long.MAX_VALUE;

    private final transient Replicated<BarrierMachine> replicated;
    private final transient int parties;

    SharedBarrier(Supplier<Participant> participant, ObjectName name, int parties) {
        if (parties <= 0) {
            throw new IllegalArgumentException("a barrier cannot be for " + parties + " parties");
        }
        this.replicated = new Replicated<>(participant, name, BarrierMachine.of(parties), () -> {});
        this.parties = parties;
    }

    /** Makes this process belong to the barrier. */
    void join() {
        replicated.get().call(BarrierMachine.join());
    }

    /**
     * Waits for all others.
     *
     * @return how many came later; 0 for the last
     * @throws BrokenBarrierException if the barrier is broken or breaks meanwhile
     * @throws BrokerUnavailableException if the broker is lost meanwhile
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        return awaitForEver(null);
    }

    /**
     * Waits for all others; the last one runs its {@code action} before anybody goes on. If that throws, the barrier breaks.
     *
     * @return how many came later; 0 for the last
     * @throws BrokenBarrierException if the barrier is broken or breaks meanwhile
     */
    public int await(Runnable action) throws InterruptedException, BrokenBarrierException {
        return awaitForEver(action);
    }

    private int awaitForEver(@Nullable Runnable action) throws InterruptedException, BrokenBarrierException {
        try {
            return await(action, FOR_EVER);
        } catch (TimeoutException e) {
            throw new IllegalStateException("for ever has passed", e);
        }
    }

    /**
     * Waits for all others, for so long at most.
     *
     * @return how many came later; 0 for the last
     * @throws TimeoutException if they did not come in time; the barrier is broken then
     * @throws BrokenBarrierException if the barrier is broken or breaks meanwhile
     */
    public int await(Duration patience) throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(null, patience.toNanos());
    }

    private int await(@Nullable Runnable action, long nanos)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        Replica<BarrierMachine> replica = replicated.get();
        Replica.Ticket ticket = replica.submit(number -> BarrierMachine.arrive(number, action != null));
        Long code = Waiting.await(replica, ticket, nanos, BarrierMachine.giveUp(ticket.number()));
        if (code == null) {
            throw new TimeoutException("not all " + parties + " parties came to " + replicated.name() + " in time");
        }
        if (code == BarrierMachine.RUN_ACTION && action != null) {
            run(action, replica);
            return 0;
        }
        if (code == BarrierMachine.BROKEN) {
            throw new BrokenBarrierException(
                    replicated.name() + " is broken: a party died or gave up, or it was aborted");
        }
        return Math.toIntExact(code);
    }

    private static void run(Runnable action, Replica<BarrierMachine> replica) {
        boolean done = false;
        try {
            action.run();
            done = true;
        } finally {
            replica.call(done ? BarrierMachine.actionDone() : BarrierMachine.abort());
        }
    }

    /** Breaks it: whoever waits, or comes later, gets a {@link BrokenBarrierException}. */
    public void abort() {
        replicated.get().call(BarrierMachine.abort());
    }

    /** Makes it as new; whoever waits gets a {@link BrokenBarrierException}. */
    public void reset() {
        replicated.get().call(BarrierMachine.reset());
    }

    /** For how many it is. */
    public int parties() {
        return replicated.get().read(BarrierMachine::parties);
    }

    /** How many wait now. */
    public int waiting() {
        return replicated.get().read(BarrierMachine::waiting);
    }

    /** Whether it is broken now. */
    public boolean isBroken() {
        return replicated.get().read(BarrierMachine::isBroken);
    }

    private Object writeReplace() {
        return new SharedReference(replicated.name(), parties);
    }

    @Override
    public String toString() {
        return replicated.name().toString();
    }
}
