// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.runtime.repository.PartitionPlanStore;
import dev.procession.runtime.repository.PartitionPlanStore.StoredPlan;
import dev.procession.runtime.repository.PartitionStore;
import java.util.List;
import java.util.stream.IntStream;
import org.jberet.job.model.PartitionPlan;
import org.jberet.runtime.StepExecutionImpl;
import org.jberet.runtime.context.StepContextImpl;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of all partitions of a step before the first one is sent.
 *
 * <p>JBeret writes each row as it sends the partition, and a restart runs the rows that it finds: when a send fails, or the process dies, in
 * between, the others are left out and the job completes without them.
 */
public record PartitionRows(PartitionPlanStore plans, PartitionStore partitions) {

    void write(StepContextImpl step) {
        long stepExecutionId = step.getStepExecutionId();
        StepExecutionImpl original = step.getOriginalStepExecution();
        @Nullable PartitionPlan inXml = step.getStep().getPartition().getPlan();
        if (inXml != null) {
            plans.save(stepExecutionId, new StoredPlan(inXml.getPartitionsInt(), false, List.of()));
        }
        if (original != null && continues(step)) {
            partitions.carryOver(original.getStepExecutionId(), stepExecutionId);
        } else {
            int count = plans.find(stepExecutionId).map(StoredPlan::partitions).orElse(0);
            partitions.plan(stepExecutionId, IntStream.range(0, count).boxed().toList());
        }
    }

    /** Whether JBeret runs the partitions that the original left, rather than all of a new plan. */
    private boolean continues(StepContextImpl step) {
        return !Boolean.TRUE.equals(step.getAllowStartIfComplete())
                && !plans.find(step.getStepExecutionId())
                        .map(StoredPlan::overrides)
                        .orElse(false);
    }
}
