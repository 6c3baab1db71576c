// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * Starts JVMs, and keeps some in waiting: one that has started already begins its work at once.
 *
 * <p><em>Threads:</em> safe for use by several threads.
 */
final class Nursery implements AutoCloseable {

    private final MultiprocessingSettings settings;
    private final Gate gate;
    private final Deque<ChildJvm> waiting = new ArrayDeque<>();
    private boolean closed;

    Nursery(MultiprocessingSettings settings, Gate gate) {
        this.settings = settings;
        this.gate = gate;
    }

    /** A JVM for whoever asks, and another one in its place. */
    synchronized ChildJvm take() {
        if (closed) {
            throw new IllegalStateException("the Multiprocessing is closed");
        }
        waiting.removeIf(child -> !child.isAlive());
        ChildJvm child = waiting.isEmpty() ? ChildJvm.start(settings, gate) : waiting.poll();
        // When it can work, not now: two that start at the same time start each other late.
        CompletableFuture<Link> unused = child.link().whenComplete((link, problem) -> fill());
        return child;
    }

    /** Starts as many as are to wait. */
    synchronized void fill() {
        while (!closed && waiting.size() < settings.standby()) {
            waiting.add(ChildJvm.start(settings, gate));
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
