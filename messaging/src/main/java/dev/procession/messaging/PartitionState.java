// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a partition needs to go on: its last checkpoint, as serialised bytes that only the job's own JVMs read, and its counters.
 *
 * @param userData the persistent user data of the partition's step context
 * @param readerCheckpoint what the item reader's {@code checkpointInfo()} gave
 * @param writerCheckpoint what the item writer's {@code checkpointInfo()} gave
 * @param counters what its code has counted, by name
 */
@SuppressWarnings("ArrayRecordComponent") // opaque bytes, compared by content below
public record PartitionState(
        byte @Nullable [] userData,
        byte @Nullable [] readerCheckpoint,
        byte @Nullable [] writerCheckpoint,
        Map<String, Long> counters) {

    /** The state of a partition that has not begun. */
    public static final PartitionState INITIAL = new PartitionState(null, null, null, Map.of());

    /** Messages of an older version than this have no counters in them. */
    static final int COUNTING_VERSION = 2;

    /** The same with other counters. */
    public PartitionState counters(Map<String, Long> values) {
        return new PartitionState(userData, readerCheckpoint, writerCheckpoint, values);
    }

    static PartitionState read(WireReader in, int version) {
        return new PartitionState(
                in.optionalBytes(),
                in.optionalBytes(),
                in.optionalBytes(),
                version < COUNTING_VERSION ? Map.of() : in.counts());
    }

    void write(WireWriter out) {
        out.optionalBytes(userData)
                .optionalBytes(readerCheckpoint)
                .optionalBytes(writerCheckpoint)
                .counts(counters);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof PartitionState other
                && Arrays.equals(userData, other.userData)
                && Arrays.equals(readerCheckpoint, other.readerCheckpoint)
                && Arrays.equals(writerCheckpoint, other.writerCheckpoint)
                && counters.equals(other.counters);
    }

    @Override
    public int hashCode() {
        return 31
                        * (31 * (31 * Arrays.hashCode(userData) + Arrays.hashCode(readerCheckpoint))
                                + Arrays.hashCode(writerCheckpoint))
                + counters.hashCode();
    }
}
