// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.WireWriter;
import java.io.Serializable;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A number that processes add to. Every method but {@link #add(long)} takes effect before it returns, after all that this process added
 * before.
 *
 * <p><em>Failure:</em> what was added with {@link #add(long)} in the last moments is lost with a process that is killed, and may be lost with
 * the connection, unless it was {@linkplain #flush() flushed}.
 */
public final class SharedCounter implements Serializable {

    private final transient Replicated<CounterMachine> replicated;
    private final transient long initial;
    private final transient AtomicLong added = new AtomicLong();
    private final transient AtomicBoolean underWay = new AtomicBoolean();

    SharedCounter(Supplier<Participant> participant, ObjectName name, long initial) {
        this.replicated = new Replicated<>(participant, name, CounterMachine.of(initial), () -> {});
        this.initial = initial;
    }

    /** Adds without waiting: what several threads add meanwhile goes to the others in one. */
    public void add(long delta) {
        added.addAndGet(delta);
        if (!underWay.get()) {
            send();
        }
    }

    /** Adds 1, as {@link #add(long)}. */
    public void increment() {
        add(1);
    }

    private void send() {
        if (underWay.compareAndSet(false, true)) {
            long delta = added.getAndSet(0);
            if (delta == 0) {
                underWay.set(false);
                return;
            }
            try {
                replicated.get().append(CounterMachine.add(delta)).whenDone(this::sent);
            } catch (BrokerUnavailableException e) {
                added.addAndGet(delta);
                underWay.set(false);
                throw e;
            }
        }
    }

    private void sent() {
        underWay.set(false);
        if (added.get() != 0) {
            try {
                send();
            } catch (BrokerUnavailableException e) {
                // it stays here for the next who adds or asks
            }
        }
    }

    /** Returns when everybody sees all that this process has added. */
    public void flush() {
        addAndGet(0);
    }

    /** The number now. */
    public long get() {
        return addAndGet(0);
    }

    /** Adds, and returns the new number. */
    public long addAndGet(long delta) {
        long before = added.getAndSet(0);
        return number(CounterMachine.add(before + delta));
    }

    private long number(WireWriter operation) {
        return (Long) Objects.requireNonNull(replicated.get().call(operation));
    }

    /** Adds 1, and returns the new number. */
    public long incrementAndGet() {
        return addAndGet(1);
    }

    /** Replaces the number, and returns the one before. */
    public long getAndSet(long value) {
        flush();
        return number(CounterMachine.set(value));
    }

    /** Replaces the number. */
    public void set(long value) {
        getAndSet(value);
    }

    /** Replaces the number if it is {@code expected}, and says whether it was. */
    public boolean compareAndSet(long expected, long value) {
        flush();
        return Boolean.TRUE.equals(replicated.get().call(CounterMachine.compareAndSet(expected, value)));
    }

    /** Sends what was added. */
    void close() {
        if (added.get() != 0 || underWay.get()) {
            flush();
        }
    }

    private Object writeReplace() {
        return new SharedReference(replicated.name(), initial);
    }

    @Override
    public String toString() {
        return replicated.name().toString();
    }
}
