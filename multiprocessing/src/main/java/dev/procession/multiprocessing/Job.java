// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.util.concurrent.atomic.AtomicBoolean;

/** A task of a pool: one call, or a chunk of a map. It comes to its end exactly once. */
final class Job {

    /** What becomes of a task. Called on a thread of the pool: to be quick. */
    interface Outcome {
        void completed(Column results);

        void failed(RuntimeException failure);
    }

    /** Writes the items of a task as a {@link ValueCodec} reads them. */
    interface Arguments {
        void write(ByteSink out);
    }

    private final long id;
    private final Code code;
    private final Outcome outcome;
    private final int count;
    private final Arguments arguments;
    private final AtomicBoolean ended = new AtomicBoolean();
    private int deaths;

    /**
     * A task.
     *
     * @param count how many items it has
     * @param arguments writes the items
     */
    Job(long id, Code code, int count, Arguments arguments, Outcome outcome) {
        this.id = id;
        this.code = code;
        this.count = count;
        this.arguments = arguments;
        this.outcome = outcome;
    }

    long id() {
        return id;
    }

    Code code() {
        return code;
    }

    int count() {
        return count;
    }

    void write(ByteSink out) {
        out.int64(id);
        out.int32(code.id());
        if (code.id() == Code.INLINE) {
            out.bytes(code.packed());
        }
        int begin = out.beginBlock();
        arguments.write(out);
        out.endBlock(begin);
    }

    boolean hasEnded() {
        return ended.get();
    }

    /** Nobody wants it any more; its outcome is not told. */
    boolean abandon() {
        return ended.compareAndSet(false, true);
    }

    boolean complete(Column results) {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        outcome.completed(results);
        return true;
    }

    boolean fail(RuntimeException failure) {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        outcome.failed(failure);
        return true;
    }

    /** A worker died of it; returns how many have. */
    int countDeath() {
        return ++deaths;
    }
}
