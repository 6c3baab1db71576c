// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.PartitionEvent;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.runtime.repository.AttemptStore;
import dev.procession.workers.spi.WorkerExit;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ends of the worker processes that a coordinator started, on their way into the record of attempts.
 *
 * <p>A worker may end before the news of its attempt has arrived, or after. So an end is kept first and recorded then, the news of an
 * attempt is recorded first and then looked up here: whichever comes first, the attempt gets its cause.
 *
 * <p><em>Threads:</em> safe for use by several.
 */
public final class WorkerExits {

    private static final int KEPT = 1_000;

    private record End(WorkerExit exit, Instant at) {}

    private final Supplier<@Nullable AttemptStore> attempts;
    private final Map<WorkerIdentity, Instant> alive = new HashMap<>();
    private final Map<WorkerIdentity, End> ends = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<WorkerIdentity, End> eldest) {
            return size() > KEPT;
        }
    };

    /** @param attempts the record, or null if there is none; asked for only when a worker has ended, and may then make its caller wait */
    public WorkerExits(Supplier<@Nullable AttemptStore> attempts) {
        this.attempts = attempts;
    }

    /** A worker process was started. */
    public synchronized void started(WorkerIdentity worker) {
        alive.put(worker, Instant.now());
    }

    /** Whether a worker was started here and has not ended. */
    public synchronized boolean isAlive(WorkerIdentity worker) {
        return alive.containsKey(worker);
    }

    /** A worker process ended. */
    public void exited(WorkerExit exit) {
        End end = new End(exit, Instant.now());
        Instant since;
        synchronized (this) {
            since = alive.getOrDefault(exit.worker(), Instant.EPOCH);
            ends.put(exit.worker(), end);
        }
        try {
            record(end, since);
        } finally {
            synchronized (this) {
                alive.remove(exit.worker());
                notifyAll();
            }
        }
    }

    private void record(End end, Instant since) {
        WorkerExit exit = end.exit();
        AttemptStore store = attempts.get();
        if (store != null) {
            String lastLines = String.join("\n", exit.lastLogLines());
            Integer exitCode = isInOrder(exit) ? null : exit.exitCode();
            store.workerExited(exit.worker(), since, end.at(), exitCode, exit.signalName(), lastLines);
        }
    }

    /** One that was told to end, and did, lost nothing by that; what it had lost before has another cause. */
    private static boolean isInOrder(WorkerExit exit) {
        return exit.wanted() && Objects.equals(exit.exitCode(), 0);
    }

    /** Records an attempt whose worker may have ended by now. */
    void attemptStarted(AttemptStore store, PartitionEvent.Started event) {
        store.started(event);
        End end;
        synchronized (this) {
            end = ends.get(event.worker());
        }
        if (end != null) {
            record(end, event.at());
        }
    }

    /** Waits until the end of a worker that was started here is recorded; not for one that was not. */
    synchronized void await(WorkerIdentity worker, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (long left = timeout.toNanos(); isAlive(worker) && left > 0; left = deadline - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
    }
}
