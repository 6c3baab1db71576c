// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lock that one thread of one process holds at a time, with conditions. Fair: processes get it in the order in which they ask, and so do
 * the threads of each.
 *
 * <p>A process keeps the lock while no other asks for it, so that locking again costs no message.
 *
 * <p><em>Failure:</em> the lock of a process that dies, or that loses its connection, goes to the next one. A process that was frozen for
 * longer than the connection's time to live finds that out at its next {@code lock()}, but not in the middle of what it does under the lock:
 * storage that must be safe from that compares {@linkplain #fencingToken() fencing tokens}.
 */
public final class SharedLock implements Lock, Serializable {

    private final transient Replicated<LockMachine> replicated;
    private final transient ReentrantLock local = new ReentrantLock(true);
    private final transient boolean reentrant;

    /** What this process has asked for and perhaps got; changed under the local lock only. */
    private transient volatile @Nullable Tenure tenure;

    /** The fencing number under which this process has the lock while another asks for it. */
    private transient volatile long wanted;

    SharedLock(Supplier<Participant> participant, ObjectName name, boolean reentrant) {
        this.replicated = new Replicated<>(participant, name, LockMachine.KIND, this::applied);
        this.reentrant = reentrant;
    }

    private record Tenure(Replica<LockMachine> replica, Replica.Ticket ticket) {
        boolean isGranted() {
            return ticket.signal().isDone() && !replica.isFailed();
        }

        boolean isSafe() {
            return isGranted() && replica.holdsLease();
        }

        long fence() {
            return ticket.signal().join();
        }
    }

    /** The name by which every process gets this lock. */
    public String name() {
        return replicated.name().name();
    }

    /**
     * {@inheritDoc}
     *
     * @throws BrokerUnavailableException if the broker is lost meanwhile
     * @throws IllegalMonitorStateException if the thread holds it already, and it is not re-entrant
     */
    @Override
    public void lock() {
        refuseSelf();
        local.lock();
        try {
            acquire();
        } catch (RuntimeException e) {
            local.unlock();
            throw e;
        }
    }

    private void acquire() {
        Tenure current = tenure;
        if ((current != null && current.isSafe()) || local.getHoldCount() > 1) {
            return;
        }
        do {
            current = ask();
            current.ticket().signal().join();
        } while (!isConfirmed(current));
    }

    /** {@inheritDoc} Failures as of {@link #lock()}. */
    @Override
    public void lockInterruptibly() throws InterruptedException {
        refuseSelf();
        local.lockInterruptibly();
        try {
            Tenure current = tenure;
            if ((current != null && current.isSafe()) || local.getHoldCount() > 1) {
                return;
            }
            do {
                current = ask();
                current.ticket().signal().await();
            } while (!isConfirmed(current));
        } catch (InterruptedException | RuntimeException e) {
            local.unlock();
            yieldIfIdle();
            throw e;
        }
    }

    /** {@inheritDoc} Asks the process that keeps the lock whether it uses it; failures as of {@link #lock()}. */
    @Override
    public boolean tryLock() {
        if (isHeldBySelf() || !local.tryLock()) {
            return false;
        }
        boolean got = false;
        try {
            got = local.getHoldCount() > 1 || tryAcquire();
            return got;
        } finally {
            if (!got) {
                local.unlock();
                yieldIfIdle();
            }
        }
    }

    private boolean tryAcquire() {
        Tenure current = tenure;
        if (current != null && current.isGranted()) {
            return isConfirmed(current);
        }
        if (current != null && !current.replica().isFailed()) {
            return false; // asked before, and not given it since
        }
        Replica<LockMachine> replica = replicated.get();
        Tenure asked = new Tenure(replica, replica.submit(ticket -> LockMachine.request(ticket, true)));
        if (asked.fence() == LockMachine.DECLINED) {
            return false;
        }
        tenure = asked;
        return true;
    }

    /** {@inheritDoc} Failures as of {@link #lock()}. */
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        long end = System.nanoTime() + unit.toNanos(time);
        if (isHeldBySelf()) {
            return false;
        }
        if (!local.tryLock(time, unit)) {
            return false;
        }
        boolean got = false;
        try {
            got = local.getHoldCount() > 1 || acquireBefore(end);
            return got;
        } finally {
            if (!got) {
                local.unlock();
                yieldIfIdle(); // it may have come just now
            }
        }
    }

    /** As {@link #tryLock(long, TimeUnit)}. */
    public boolean tryLock(Duration patience) throws InterruptedException {
        return tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private boolean acquireBefore(long end) throws InterruptedException {
        Tenure current = tenure;
        if (current != null && current.isSafe()) {
            return true;
        }
        try {
            do {
                current = ask();
                current.ticket().signal().await(end - System.nanoTime());
            } while (!isConfirmed(current));
            return true;
        } catch (TimeoutException e) {
            return false; // the request stands: if it is granted later, the lock is here for the next thread
        }
    }

    private Tenure ask() {
        Tenure current = tenure;
        if (current == null || current.replica().isFailed()) {
            Replica<LockMachine> replica = replicated.get();
            current = new Tenure(replica, replica.submit(ticket -> LockMachine.request(ticket, false)));
            tenure = current;
        }
        return current;
    }

    /** Whether the broker says that this process still has what it got: it may have been frozen since. */
    private static boolean isConfirmed(Tenure current) {
        if (!current.replica().holdsLease()) {
            try {
                current.replica().sync();
            } catch (BrokerUnavailableException e) {
                return false;
            }
        }
        return !current.replica().isFailed();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalMonitorStateException if the thread does not hold it
     * @throws SharedLockLostException if this process lost its connection while it held the lock: another may have had it since
     */
    @Override
    public void unlock() {
        if (local.getHoldCount() != 1) {
            local.unlock();
            return;
        }
        Tenure current = tenure;
        boolean lost = current == null || !current.isGranted() || !isConfirmed(current);
        try {
            if (current != null && !lost && wanted == current.fence()) {
                handOver(current, local.hasQueuedThreads());
            }
        } catch (BrokerUnavailableException e) {
            lost = true;
        } finally {
            local.unlock();
        }
        if (lost) {
            throw new SharedLockLostException(
                    replicated.name()
                            + " was lost with the connection to the broker while this thread held it; another process may have had it since");
        }
        yieldIfIdle(); // who asked between the look above and the unlocking found it locked
    }

    // With the local lock.
    private void handOver(Tenure current, boolean again) {
        if (again) {
            tenure = new Tenure(current.replica(), current.replica().submit(LockMachine::handOverAndRequest));
        } else {
            tenure = null;
            current.replica().append(LockMachine.handOver());
        }
    }

    private void yieldIfIdle() {
        Tenure idle = wanted == 0 ? null : giveUpIfIdle();
        if (idle != null) {
            try {
                // Without the local lock, which a tryLock() here would find taken after the other process has had its
                // turn. A request of this process that overtakes this waits behind those that are there.
                idle.replica().append(LockMachine.handOver());
            } catch (BrokerUnavailableException e) {
                // it is lost, and nobody here has it
            }
        }
    }

    /** What this process got, if none of its threads uses it and another process wants it; it counts as given away then. */
    private @Nullable Tenure giveUpIfIdle() {
        if (!local.tryLock()) {
            return null;
        }
        try {
            Tenure current = tenure;
            if (local.getHoldCount() == 1 && current != null && current.isGranted() && wanted == current.fence()) {
                tenure = null;
                return current;
            }
            return null;
        } finally {
            local.unlock();
        }
    }

    private void applied() {
        Replica<LockMachine> replica = replicated.ifOpen();
        if (replica == null || replica.isFailed()) {
            wanted = 0;
            return;
        }
        wanted = replica.peek(machine -> machine.wantedFrom(replica.self()));
        if (wanted != 0) {
            yieldIfIdle();
            if (replica.peek(LockMachine::hasDeclinable) && local.isLocked()) {
                decline(replica);
            }
        }
    }

    private static void decline(Replica<LockMachine> replica) {
        try {
            replica.append(LockMachine.decline());
        } catch (BrokerUnavailableException e) {
            // who asked has lost the broker, too
        }
    }

    /** Whether this thread holds it, and its process has not lost it as far as can be known without asking the broker. */
    public boolean isHeldByCurrentThread() {
        Tenure current = tenure;
        return local.isHeldByCurrentThread() && current != null && current.isSafe();
    }

    /**
     * A number that is higher than that of every process that held the lock before. Storage that remembers the highest it has seen, and
     * refuses lower ones, is safe from a process that lost the lock without noticing.
     *
     * @throws IllegalMonitorStateException if the thread does not hold the lock
     */
    public long fencingToken() {
        Tenure current = tenure;
        if (!local.isHeldByCurrentThread() || current == null) {
            throw notHeld();
        }
        return current.fence();
    }

    private IllegalMonitorStateException notHeld() {
        return new IllegalMonitorStateException("this thread does not hold " + replicated.name());
    }

    private boolean isHeldBySelf() {
        return !reentrant && local.isHeldByCurrentThread();
    }

    private void refuseSelf() {
        if (isHeldBySelf()) {
            throw new IllegalMonitorStateException(
                    "this thread holds " + replicated.name() + " already, and would wait for itself");
        }
    }

    /** The condition without a name, the same for all processes. */
    @Override
    public Condition newCondition() {
        return newCondition("");
    }

    /** The condition of this name, the same for all processes. */
    public Condition newCondition(String name) {
        return new SharedCondition(this, name);
    }

    /** The replica through which this thread holds the lock. */
    Replica<LockMachine> held() {
        Tenure current = tenure;
        if (!local.isHeldByCurrentThread() || current == null) {
            throw notHeld();
        }
        return current.replica();
    }

    /** Unlocks as often as this thread has locked, and says how often that was. */
    int unlockAll() {
        int holds = local.getHoldCount();
        for (int i = 1; i < holds; i++) {
            local.unlock();
        }
        unlock();
        return holds;
    }

    void lockAgain(int holds) {
        lock();
        for (int i = 1; i < holds; i++) {
            local.lock();
        }
    }

    private Object writeReplace() {
        return new SharedReference(replicated.name(), reentrant ? 1 : 0);
    }

    @Override
    public String toString() {
        return replicated.name().toString();
    }
}
