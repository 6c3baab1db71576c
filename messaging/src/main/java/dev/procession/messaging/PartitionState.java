// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a partition needs to go on: its last checkpoint, as serialised bytes that only the job's own JVMs read.
 *
 * @param userData the persistent user data of the partition's step context
 * @param readerCheckpoint what the item reader's {@code checkpointInfo()} gave
 * @param writerCheckpoint what the item writer's {@code checkpointInfo()} gave
 */
@SuppressWarnings("ArrayRecordComponent") // opaque bytes, compared by content below
public record PartitionState(
        byte @Nullable [] userData, byte @Nullable [] readerCheckpoint, byte @Nullable [] writerCheckpoint) {

    /** The state of a partition that has not begun. */
    public static final PartitionState INITIAL = new PartitionState(null, null, null);

    static PartitionState read(WireReader in) {
        return new PartitionState(in.optionalBytes(), in.optionalBytes(), in.optionalBytes());
    }

    void write(WireWriter out) {
        out.optionalBytes(userData).optionalBytes(readerCheckpoint).optionalBytes(writerCheckpoint);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof PartitionState other
                && Arrays.equals(userData, other.userData)
                && Arrays.equals(readerCheckpoint, other.readerCheckpoint)
                && Arrays.equals(writerCheckpoint, other.writerCheckpoint);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(userData) + Arrays.hashCode(readerCheckpoint))
                + Arrays.hashCode(writerCheckpoint);
    }
}
