// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import java.io.Serializable;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Permits that processes acquire and release, given out in the order in which they are asked for.
 *
 * <p>Any process may release. One that has none of the permits releases those of the process that has held some for longest.
 *
 * <p><em>Failure:</em> the permits of a process that dies, closes or loses its connection are free again.
 */
public final class SharedSemaphore implements Serializable {

    private static final long FOR_EVER = Long.MAX_VALUE;

    private final transient Replicated<SemaphoreMachine> replicated;
    private final transient int initial;
    private final transient boolean bounded;

    SharedSemaphore(Supplier<Participant> participant, ObjectName name, int permits, boolean bounded) {
        if (permits < 0) {
            throw new IllegalArgumentException("a semaphore cannot begin with " + permits + " permits");
        }
        this.replicated = new Replicated<>(participant, name, SemaphoreMachine.of(permits), () -> {});
        this.initial = permits;
        this.bounded = bounded;
    }

    /**
     * Takes a permit; waits until there is one.
     *
     * @throws BrokerUnavailableException if the broker is lost meanwhile
     */
    public void acquire() throws InterruptedException {
        acquire(1);
    }

    /** Takes so many permits at once; otherwise as {@link #acquire()}. */
    public void acquire(int permits) throws InterruptedException {
        acquire(permits, FOR_EVER);
    }

    private boolean acquire(int permits, long nanos) throws InterruptedException {
        check(permits);
        Replica<SemaphoreMachine> replica = replicated.get();
        Replica.Ticket ticket = replica.submit(number -> SemaphoreMachine.acquire(number, permits));
        return Waiting.await(replica, ticket, nanos, SemaphoreMachine.takeBack(ticket.number())) != null;
    }

    /** Takes a permit if there is one now. */
    public boolean tryAcquire() {
        return Boolean.TRUE.equals(replicated.get().call(SemaphoreMachine.tryAcquire(1)));
    }

    /** Takes a permit if there is one within {@code patience}. */
    public boolean tryAcquire(Duration patience) throws InterruptedException {
        return acquire(1, patience.toNanos());
    }

    /**
     * Gives a permit back.
     *
     * @throws IllegalStateException if the semaphore is bounded and all its permits are there
     */
    public void release() {
        release(1);
    }

    /** Gives so many permits back; otherwise as {@link #release()}. */
    public void release(int permits) {
        check(permits);
        Replica<SemaphoreMachine> replica = replicated.get();
        if (!bounded) {
            replica.append(SemaphoreMachine.release(permits, false));
        } else if (!Boolean.TRUE.equals(replica.call(SemaphoreMachine.release(permits, true)))) {
            throw new IllegalStateException(
                    "fewer than " + permits + " permits of " + replicated.name() + " are out, it is bounded");
        }
    }

    private static void check(int permits) {
        if (permits <= 0) {
            throw new IllegalArgumentException(permits + " permits can be neither acquired nor released");
        }
    }

    /** How many permits are free now. */
    public int availablePermits() {
        return replicated.get().read(SemaphoreMachine::permits);
    }

    private Object writeReplace() {
        return new SharedReference(replicated.name(), initial);
    }

    @Override
    public String toString() {
        return replicated.name().toString();
    }
}
