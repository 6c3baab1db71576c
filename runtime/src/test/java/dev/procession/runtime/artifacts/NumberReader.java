// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.ItemReader;
import jakarta.batch.runtime.context.JobContext;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the numbers of its partition. Its checkpoint is a {@code byte[]}: a kind of object that repositories are known to lose. */
public class NumberReader implements ItemReader {

    @Inject
    private JobContext job;

    @Inject
    @BatchProperty
    private int from;

    @Inject
    @BatchProperty
    private int to;

    /** More than fits into a message, where a test sets a low limit. */
    private static final int LARGE_BYTES = 100_000;

    private int next;

    @Override
    public void open(@Nullable Serializable checkpoint) throws Exception {
        next = checkpoint == null ? from : ByteBuffer.wrap((byte[]) checkpoint).getInt();
        Trace.add(job, "open " + from + " at " + next);
        Fault.at(job, "open " + from);
    }

    @Override
    public @Nullable Object readItem() throws Exception {
        if (next == to || Fault.isEnough(job, "read")) {
            return null;
        }
        int number = next++;
        Fault.at(job, "read " + number);
        return number;
    }

    @Override
    public Serializable checkpointInfo() throws Exception {
        Fault.at(job, "checkpoint " + next);
        if (Fault.is(job, "give checkpoint " + next, "unserialisable")) {
            return new Unserialisable();
        }
        String point = "give checkpoint " + next;
        boolean large = Fault.is(job, point, "large-once") && Fault.isFirst(job, point);
        return ByteBuffer.allocate(large ? LARGE_BYTES : Integer.BYTES)
                .putInt(next)
                .array();
    }

    @Override
    public void close() throws Exception {
        Fault.at(job, "close " + from);
    }
}
