// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.TaskOutput;
import dev.procession.messaging.WorkerIdentity;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of a worker printed and logged and nobody has sent yet. It holds so much, and a little later drops the oldest: a broker that is away must
 * not hold up a task for long. The log of the worker has every line.
 */
final class PrintedLines {

    private static final int CAPACITY_CHARS = 4 * 1024 * 1024;
    private static final int MESSAGE_CHARS = 64 * 1024;
    private static final long LONGEST_HOLD_UP_NANOS = Duration.ofMillis(200).toNanos();

    private record Said(String repository, String task, String description, TaskOutput.Entry entry) {
        int chars() {
            return entry.chars();
        }

        boolean isOfSameTask(Said other) {
            return repository.equals(other.repository) && task.equals(other.task);
        }
    }

    private final WorkerIdentity worker;
    private final Deque<Said> waiting = new ArrayDeque<>();
    private int waitingChars;
    private long lost;
    private long added;
    private long sent;

    PrintedLines(WorkerIdentity worker) {
        this.worker = worker;
    }

    synchronized void add(String repository, String task, String description, TaskOutput.Entry entry) {
        awaitRoom(entry.chars());
        while (!waiting.isEmpty() && waitingChars + entry.chars() > CAPACITY_CHARS) {
            waitingChars -= waiting.remove().chars();
            sent++;
            lost++;
        }
        waiting.add(new Said(repository, task, description, entry));
        waitingChars += entry.chars();
        added++;
        notifyAll();
    }

    private void awaitRoom(int chars) {
        long deadline = System.nanoTime() + LONGEST_HOLD_UP_NANOS;
        try {
            long left = LONGEST_HOLD_UP_NANOS;
            while (!waiting.isEmpty() && waitingChars + chars > CAPACITY_CHARS && left > 0) {
                wait(left / 1_000_000 + 1);
                left = deadline - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it is the task that is meant, and the next to wait hears of it
        }
    }

    /** The next lines to send, all of one task; waits for some, and null after a while. To be followed by {@link #sent} or {@link #unsent}. */
    synchronized @Nullable Batch take(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (long left = limit.toNanos(); waiting.isEmpty(); left = deadline - System.nanoTime()) {
            if (left <= 0) {
                return null;
            }
            wait(left / 1_000_000 + 1);
        }
        List<Said> entries = new ArrayList<>();
        Said first = waiting.element();
        for (int chars = 0;
                chars < MESSAGE_CHARS && !waiting.isEmpty() && waiting.element().isOfSameTask(first); ) {
            Said entry = waiting.remove();
            entries.add(entry);
            chars += entry.chars();
        }
        entries.forEach(entry -> waitingChars -= entry.chars());
        notifyAll();
        Batch batch = new Batch(entries, lost);
        lost = 0;
        return batch;
    }

    synchronized void sent(Batch batch) {
        sent += batch.entries.size();
        notifyAll();
    }

    /** They are the next again. */
    synchronized void unsent(Batch batch) {
        lost += batch.lost;
        for (int i = batch.entries.size() - 1; i >= 0; i--) {
            Said entry = batch.entries.get(i);
            waiting.addFirst(entry);
            waitingChars += entry.chars();
        }
        notifyAll();
    }

    /** Lines for one message. */
    final class Batch {
        private final List<Said> entries;
        private final long lost;

        private Batch(List<Said> entries, long lost) {
            this.entries = entries;
            this.lost = lost;
        }

        TaskOutput output() {
            List<TaskOutput.Entry> lines = new ArrayList<>();
            if (lost > 0) {
                lines.add(new TaskOutput.Line(
                        true,
                        "procession: " + lost + " lines are missing here, see the log of worker " + worker.text()));
            }
            entries.forEach(said -> lines.add(said.entry));
            Said first = entries.get(0);
            return new TaskOutput(worker, first.repository, first.task, first.description, lines);
        }
    }

    /** Waits until what was added before is sent, but not for long. */
    synchronized void flush(Duration limit) {
        long goal = added;
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (long left = limit.toNanos(); sent < goal && left > 0; left = deadline - System.nanoTime()) {
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
