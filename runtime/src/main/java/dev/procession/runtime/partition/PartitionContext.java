// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.partition;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * What the runtime lends to the code of the partition that runs in a thread. Code of a step uses {@link PartitionFence} and its like, which
 * look here.
 */
public final class PartitionContext {

    private static final ThreadLocal<@Nullable PartitionContext> CURRENT = new ThreadLocal<>();

    private final PartitionFence fence;
    private final PartitionCounts counts;
    private final @Nullable Connection connection;

    private PartitionContext(PartitionFence fence, PartitionCounts counts, @Nullable Connection connection) {
        this.fence = fence;
        this.counts = counts;
        this.connection = connection == null ? null : LentConnection.of(connection);
    }

    /** The CDI bean that produces what artifacts can have injected. */
    public static Class<?> beans() {
        return PartitionBeans.class;
    }

    /**
     * Of an attempt at a partition.
     *
     * @param connection to the database that keeps the checkpoint too, if the step names one
     */
    public static PartitionContext of(PartitionFence fence, PartitionCounts counts, @Nullable Connection connection) {
        return new PartitionContext(fence, counts, connection);
    }

    /** Runs an attempt with this for its code to find. */
    public void run(Runnable attempt) {
        CURRENT.set(this);
        try {
            attempt.run();
        } finally {
            CURRENT.remove();
        }
    }

    static PartitionContext current() {
        PartitionContext context = CURRENT.get();
        if (context == null) {
            throw new IllegalStateException(
                    "no partition runs in thread '"
                            + Thread.currentThread().getName()
                            + "'; this is for artifacts of partitioned steps that run in workers, in the thread that calls them");
        }
        return context;
    }

    PartitionFence fence() {
        return fence;
    }

    PartitionCounts counts() {
        return counts;
    }

    Connection connection() {
        if (connection == null) {
            throw new IllegalStateException(
                    "the step names no database that keeps its checkpoints; name one by its property "
                            + PartitionDataSource.PROPERTY);
        }
        return connection;
    }
}
