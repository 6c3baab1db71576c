// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.partition;

import org.jspecify.annotations.Nullable;

/**
 * What the runtime lends to the code of the partition that runs in a thread. Code of a step uses {@link PartitionFence} and its like, which
 * look here.
 */
public final class PartitionContext {

    private static final ThreadLocal<@Nullable PartitionContext> CURRENT = new ThreadLocal<>();

    private final PartitionFence fence;

    private PartitionContext(PartitionFence fence) {
        this.fence = fence;
    }

    /** The CDI bean that produces what artifacts can have injected. */
    public static Class<?> beans() {
        return PartitionBeans.class;
    }

    /** Of an attempt at a partition. */
    public static PartitionContext of(PartitionFence fence) {
        return new PartitionContext(fence);
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
}
