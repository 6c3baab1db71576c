// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The operations of a process on their way into a log and back, in order; for one thread at a time. */
final class Outbox {

    /** Entries that may be under way; what comes meanwhile rides together in the next. */
    private static final int ENTRIES_UNDER_WAY = 4;

    private final Queue<Pending<@Nullable Object>> waiting = new ArrayDeque<>();
    private final Deque<Pending<@Nullable Object>> underWay = new ArrayDeque<>();
    private final Deque<Long> sentNanos = new ArrayDeque<>();

    void add(Pending<@Nullable Object> operation) {
        waiting.add(operation);
    }

    /** What is to be sent now in one entry; nothing if enough is under way. */
    List<byte[]> next() {
        List<byte[]> batch = new ArrayList<>();
        if (sentNanos.size() == ENTRIES_UNDER_WAY) {
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
        if (!batch.isEmpty()) {
            sentNanos.add(System.nanoTime());
        }
        return batch;
    }

    /** The first one that is under way has this result. */
    void applied(@Nullable Object result) {
        underWay.remove().complete(result);
    }

    /** The first entry that is under way has come back; when was it sent? */
    long cameBack() {
        return sentNanos.remove();
    }

    /** What is under way goes again, first. */
    void again() {
        List<Pending<@Nullable Object>> all = drain();
        waiting.addAll(all);
    }

    /** Hands over all that has no result. */
    List<Pending<@Nullable Object>> drain() {
        List<Pending<@Nullable Object>> all = new ArrayList<>(underWay);
        all.addAll(waiting);
        underWay.clear();
        waiting.clear();
        sentNanos.clear();
        return all;
    }
}
