// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.partition;

import java.util.Comparator;

/**
 * The fencing token of an attempt at a partition: of two attempts at the same partition, the later one has the greater fence.
 *
 * <p>A worker that was declared dead, but only slept, may go on for a moment. It can commit nothing through Procession; a place of your own
 * that several attempts write to can refuse it likewise, by remembering the greatest fence that it has seen and refusing smaller ones.
 *
 * <p>Get it by {@link #current()} in the partition's thread, or in an artifact that is a CDI bean by {@code @Inject}.
 *
 * @param executionId id of the job execution: a restart has a greater one
 * @param attempt number of the attempt at the partition in this execution, from 1
 */
public record PartitionFence(long executionId, int attempt) implements Comparable<PartitionFence> {

    private static final Comparator<PartitionFence> ORDER =
            Comparator.comparingLong(PartitionFence::executionId).thenComparingInt(PartitionFence::attempt);

    /**
     * The fence of the partition that runs in this thread.
     *
     * @throws IllegalStateException if none does
     */
    public static PartitionFence current() {
        return PartitionContext.current().fence();
    }

    /** By execution first, then by attempt. */
    @Override
    public int compareTo(PartitionFence other) {
        return ORDER.compare(this, other);
    }
}
