// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import dev.procession.runtime.partition.PartitionFence;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.ItemWriter;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what it is given to write, and leaves it to the collector. Counts its chunks over all attempts and executions. */
public class NumberWriter implements ItemWriter {

    @Inject
    private JobContext job;

    @Inject
    private StepContext step;

    @Inject
    @BatchProperty
    private int partition;

    @Override
    public void open(@Nullable Serializable checkpoint) {
        PartitionFence fence = PartitionFence.current();
        Trace.add(job, "fence " + fence.executionId() + "/" + fence.attempt());
        Trace.add(job, "resume " + partition + " with " + checkpoint + ", " + step.getPersistentUserData());
    }

    @Override
    public void writeItems(List<Object> items) throws Exception {
        for (Object item : items) {
            Fault.at(job, "write " + item);
        }
        Trace.add(job, "write " + items);
        step.setTransientUserData(new ArrayList<>(items));
        step.setPersistentUserData(Chunks.of(step.getPersistentUserData()).more());
    }

    @Override
    public Serializable checkpointInfo() {
        return "chunk " + Chunks.of(step.getPersistentUserData()).count();
    }

    @Override
    public void close() {
        // nothing is open
    }
}
