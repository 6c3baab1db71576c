// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.runtime.repository.Owner;
import dev.procession.runtime.repository.OwnershipStore;
import dev.procession.runtime.repository.RepositoryException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What makes the executions of a repository this coordinator's own. In a state directory that is the lock on the directory. In a database that
 * several coordinators share it is a lease, which is renewed every third of its time; who finds it taken halts.
 */
final class Ownership implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Ownership.class);

    private final @Nullable OwnershipStore store;
    private final Owner owner;
    private final Duration time;
    private final Runnable lost;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile long validUntilNanos;
    private volatile boolean isLost;

    private Ownership(@Nullable OwnershipStore store, Owner owner, Duration time, Runnable lost) {
        this.store = store;
        this.owner = owner;
        this.time = time;
        this.lost = lost;
    }

    /** Ownership by the lock on the state directory. */
    static Ownership byDirectory(Owner owner) {
        return new Ownership(null, owner, Duration.ZERO, () -> {});
    }

    /**
     * Ownership by a lease.
     *
     * @param lost called on a thread of its own when another coordinator has taken the lease
     */
    static Ownership byLease(OwnershipStore store, Owner owner, Duration time, Runnable lost) {
        Ownership ownership = new Ownership(store, owner, time, lost);
        ownership.validUntilNanos = System.nanoTime() + time.toNanos();
        store.begin(owner, time);
        Thread thread = new Thread(ownership::renew, "ownership");
        thread.setDaemon(true);
        thread.start();
        return ownership;
    }

    Owner owner() {
        return owner;
    }

    boolean isShared() {
        return store != null;
    }

    /**
     * Does nothing while this coordinator may act.
     *
     * @throws BrokerUnavailableException if its lease has run out or was taken
     */
    void requireHeld() {
        if (store != null && (isLost || System.nanoTime() - validUntilNanos > 0)) {
            throw new BrokerUnavailableException(
                    "the lease of this coordinator " + (isLost ? "was taken by another one" : "has run out for now"),
                    null);
        }
    }

    private void renew() {
        try {
            while (!closed.await(time.toMillis() / 3, TimeUnit.MILLISECONDS)) {
                long begin = System.nanoTime(); // from before the request: the database counts from later
                if (!renewOnce()) {
                    isLost = true;
                    log.error(
                            "another coordinator has taken over what this one ran; this one was silent for longer than {}",
                            time);
                    lost.run();
                    return;
                }
                validUntilNanos = begin + time.toNanos();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tries until the database answers: nobody can have taken the lease while it is away for all. */
    private boolean renewOnce() throws InterruptedException {
        while (true) {
            try {
                return store == null || store.renew(owner.id(), time);
            } catch (RepositoryException e) {
                log.warn("the lease cannot be renewed yet: {}", e.getMessage());
                if (closed.await(Math.max(100, time.toMillis() / 10), TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        if (store != null && !isLost) {
            store.end(owner.id());
        }
    }
}
