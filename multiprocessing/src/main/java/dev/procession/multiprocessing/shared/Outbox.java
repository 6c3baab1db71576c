// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a process on their way into a log and back, in order; for one thread at a time.
 *
 * <p>An entry costs far more than an operation, so several threads that wait for results at a time share one: what they ask for is held back
 * while an entry is under way, and then until as many have asked again as waited before. Who reads the log ends the gathering after a
 * moment, so that nobody waits for a thread that does not ask again. What no thread waits for goes at once, and what is held back with it.
 */
final class Outbox {

    /** Entries that may be under way; what comes meanwhile rides together in the next. */
    private static final int ENTRIES_UNDER_WAY = 4;

    private final Queue<Pending<@Nullable Object>> waiting = new ArrayDeque<>();
    private final Deque<Pending<@Nullable Object>> underWay = new ArrayDeque<>();
    private final Deque<Long> sentNanos = new ArrayDeque<>();
    private int waitingBytes;

    /** How many threads wait for results. */
    private int threads;

    /** How many of them waited when an entry last came back; 1 at most: nothing is held back. */
    private int expected;

    void add(Pending<@Nullable Object> operation) {
        waiting.add(operation);
        waitingBytes += operation.operation.length + Integer.BYTES;
        if (operation.awaited) {
            threads++;
        } else {
            expected = 0;
        }
    }

    /** Whether more is about to be added that can go along. */
    boolean isGathering() {
        return expected > 1 && waiting.size() < expected && waitingBytes < LogEntry.MAX_BYTES && sentNanos.isEmpty();
    }

    /** What is there goes without more. */
    void endGathering() {
        expected = Math.min(expected, waiting.size());
    }

    private boolean isHeldBack() {
        return isGathering() || (expected > 1 && waitingBytes < LogEntry.MAX_BYTES && !sentNanos.isEmpty());
    }

    /** What is to be sent now in one entry; nothing if enough is under way, or it is held back. */
    List<byte[]> next() {
        List<byte[]> batch = new ArrayList<>();
        if (sentNanos.size() == ENTRIES_UNDER_WAY || isHeldBack()) {
            return batch;
        }
        int size = 0;
        while (!waiting.isEmpty()
                && (batch.isEmpty() || size + waiting.element().operation.length <= LogEntry.MAX_BYTES)) {
            Pending<@Nullable Object> next = waiting.remove();
            batch.add(next.operation);
            size += next.operation.length + Integer.BYTES;
            underWay.add(next);
        }
        waitingBytes -= size;
        if (!batch.isEmpty()) {
            sentNanos.add(System.nanoTime());
        }
        return batch;
    }

    /** The first entry that is under way has come back; when was it sent? */
    long cameBack() {
        expected = threads;
        return sentNanos.remove();
    }

    /** Hands over the first operation that is under way, which has been performed. */
    Pending<@Nullable Object> applied() {
        Pending<@Nullable Object> first = underWay.remove();
        if (first.awaited) {
            threads--;
        }
        return first;
    }

    /** What is under way goes again, first. */
    void again() {
        List<Pending<@Nullable Object>> all = drain();
        all.forEach(this::add);
        expected = 0;
    }

    /** Hands over all that has no result. */
    List<Pending<@Nullable Object>> drain() {
        List<Pending<@Nullable Object>> all = new ArrayList<>(underWay);
        all.addAll(waiting);
        underWay.clear();
        waiting.clear();
        sentNanos.clear();
        waitingBytes = 0;
        threads = 0;
        return all;
    }
}
