// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;

/**
 * A condition of a {@link SharedLock}. When a process dies all others wake: it may have been signalled and not have acted on it.
 */
@SuppressWarnings({"WaitNotInLoop", "JavaUtilDate"
}) // it is the condition that others wait for in a loop; the interface has the date
final class SharedCondition implements Condition {

    private static final long FOR_EVER = Long.MAX_VALUE;

    private final SharedLock lock;
    private final String name;

    SharedCondition(SharedLock lock, String name) {
        this.lock = lock;
        this.name = name;
    }

    private interface Wait {
        /** Whether the signal came. */
        boolean run(Replica.Ticket ticket) throws InterruptedException;
    }

    // The log has the beginning of the wait before the lock's going on, so that no signal is missed.
    private boolean with(Wait wait) throws InterruptedException {
        Replica<LockMachine> replica = lock.held();
        Replica.Ticket ticket = replica.submit(number -> LockMachine.await(name, number));
        int holds = lock.unlockAll();
        try {
            return wait.run(ticket) || !stopWaiting(replica, ticket);
        } catch (InterruptedException e) {
            if (!stopWaiting(replica, ticket)) {
                Thread.currentThread().interrupt(); // signalled before: that is not to be lost
                return true;
            }
            throw e;
        } finally {
            lock.lockAgain(holds);
        }
    }

    private boolean stopWaiting(Replica<LockMachine> replica, Replica.Ticket ticket) {
        boolean waited = Boolean.TRUE.equals(replica.call(LockMachine.stopWaiting(name, ticket.number())));
        replica.forget(ticket);
        return waited;
    }

    @Override
    public void await() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        with(ticket -> {
            ticket.signal().await();
            return true;
        });
    }

    @Override
    public void awaitUninterruptibly() {
        try {
            with(ticket -> {
                ticket.signal().join();
                return true;
            });
        } catch (InterruptedException e) {
            throw new IllegalStateException("join is not interrupted", e);
        }
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return awaitNanos(unit.toNanos(time)) > 0;
    }

    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        return await(deadline.getTime() - System.currentTimeMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long end = nanos == FOR_EVER ? FOR_EVER : System.nanoTime() + nanos;
        boolean signalled = with(ticket -> {
            try {
                ticket.signal().await(nanos);
                return true;
            } catch (TimeoutException e) {
                return false;
            }
        });
        long left = end - System.nanoTime();
        return signalled ? Math.max(1, left) : Math.min(0, left);
    }

    @Override
    public void signal() {
        lock.held().append(LockMachine.signal(name, 1));
    }

    @Override
    public void signalAll() {
        lock.held().append(LockMachine.signal(name, Integer.MAX_VALUE));
    }
}
