// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.runtime.partition.CounterTotals;
import dev.procession.runtime.repository.PartitionPlanStore.PlannedStep;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import java.util.Map;
import java.util.TreeMap;
import org.jberet.creation.ArtifactCreationContext;
import org.jberet.runtime.context.JobContextImpl;

/** Lets artifacts that run in the coordinator have injected what the partitions of their job have counted. */
@Dependent
class CounterBeans {

    @Produces
    @Dependent
    static CounterTotals totals() {
        ArtifactCreationContext context = ArtifactCreationContext.getCurrentArtifactCreationContext();
        if (!(context.getJobContext() instanceof JobContextImpl job)
                || job.getBatchEnvironment() instanceof PartitionEnvironment) {
            throw new BatchRuntimeException(
                    "the totals of counters can be injected into the artifacts of a job that run in the"
                            + " coordinator; the code of a partition counts with PartitionCounter");
        }
        PartitionRows rows =
                CoordinatorEnvironment.of(job.getBatchEnvironment()).services().rows();
        long instance = job.getInstanceId();
        return step -> rows.plans()
                .latest(instance, step)
                .map(PlannedStep::stepExecutionId)
                .map(rows.partitions()::counters)
                .map(CounterBeans::sum)
                .orElse(Map.of());
    }

    private static Map<String, Long> sum(Map<Integer, Map<String, Long>> partitions) {
        Map<String, Long> sum = new TreeMap<>();
        partitions.values().forEach(counters -> counters.forEach((name, count) -> sum.merge(name, count, Long::sum)));
        return sum;
    }
}
