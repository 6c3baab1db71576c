// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.partition;

/**
 * A counter of a step's code whose count is part of the chunk's commit: {@code refused.increment()}.
 *
 * <p>Each partition counts for itself, under the name of the counter; the sum over the partitions is what {@link CounterTotals} and
 * {@code show} tell. Counters keep their count when the step is restarted, as its checkpoints do.
 *
 * <p><em>Failure:</em> what is added counts when the chunk is committed, with its checkpoint, or never: a chunk that is rolled back, or whose worker
 * dies, takes back what it added. So a total is exact after any number of crashes. A batchlet's counters count when it ends, unless it fails.
 *
 * <p><em>Threads:</em> for the thread of the partition.
 */
public final class PartitionCounter {

    private final String name;

    private PartitionCounter(String name) {
        this.name = name;
    }

    /**
     * The counter of this name, of whatever partition runs in the thread that uses it.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    public static PartitionCounter named(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name of a counter must not be blank");
        }
        return new PartitionCounter(name);
    }

    /** The name. */
    public String name() {
        return name;
    }

    /**
     * Adds one.
     *
     * @throws IllegalStateException if no partition runs in this thread
     */
    public void increment() {
        add(1);
    }

    /**
     * Adds that many, or takes them away if there are fewer than none.
     *
     * @throws IllegalStateException if no partition runs in this thread
     */
    public void add(long count) {
        PartitionContext.current().counts().add(name, count);
    }

    /**
     * What this partition has counted so far, what its chunk of now has added included.
     *
     * @throws IllegalStateException if no partition runs in this thread
     */
    public long value() {
        return PartitionContext.current().counts().value(name);
    }
}
