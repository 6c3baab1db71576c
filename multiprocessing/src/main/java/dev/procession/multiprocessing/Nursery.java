// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts JVMs, and keeps some in waiting: one that has started already begins its work at once.
 *
 * <p><em>Threads:</em> safe for use by several threads.
 */
final class Nursery implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Nursery.class);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration REST = Duration.ofSeconds(2);

    private final MultiprocessingSettings settings;
    private final Gate gate;
    private final Deque<ChildJvm> waiting = new ArrayDeque<>();
    private long restUntilNanos = System.nanoTime();
    private boolean filling;
    private boolean closed;

    Nursery(MultiprocessingSettings settings, Gate gate) {
        this.settings = settings;
        this.gate = gate;
    }

    /** Lets a pool that is being made have the processors for what it was made for: no JVM is started to wait for a while. */
    synchronized void rest() {
        restUntilNanos = System.nanoTime() + REST.toNanos();
    }

    /** A JVM for whoever asks, and another one in its place. */
    synchronized ChildJvm take() {
        if (closed) {
            throw new IllegalStateException("the Multiprocessing is closed");
        }
        waiting.removeIf(child -> !child.isAlive());
        ChildJvm child = waiting.isEmpty() ? ChildJvm.start(settings, gate, false) : waiting.poll();
        CompletableFuture<Link> unused = child.link().whenComplete((link, problem) -> fillSoon());
        return child;
    }

    /** Not now: a JVM that starts takes the processor from the one that has just been given something to do. */
    private synchronized void fillSoon() {
        if (!filling && !closed && waiting.size() < settings.standby()) {
            filling = true;
            long nanos = Math.max(PAUSE.toNanos(), restUntilNanos - System.nanoTime());
            Executor later = CompletableFuture.delayedExecutor(
                    nanos, TimeUnit.NANOSECONDS, work -> Threads.start("procession-nursery", work));
            later.execute(this::fill);
        }
    }

    /** Starts as many as are to wait. */
    synchronized void fill() {
        filling = false;
        try {
            while (!closed && waiting.size() < settings.standby()) {
                waiting.add(ChildJvm.start(settings, gate, true));
            }
        } catch (MultiprocessingException e) {
            LOG.debug("no process can be kept in waiting; whoever needs one will hear why", e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        waiting.forEach(ChildJvm::kill);
        waiting.forEach(child -> child.exit().join());
        waiting.clear();
    }
}
