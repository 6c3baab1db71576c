// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.partition.PartitionMapper;
import jakarta.batch.api.partition.PartitionPlan;
import jakarta.batch.api.partition.PartitionPlanImpl;
import jakarta.batch.runtime.context.JobContext;
import jakarta.inject.Inject;
import java.util.Properties;

/** Cuts the numbers from 0 into partitions of the same length. */
public class RangeMapper implements PartitionMapper {

    @Inject
    private JobContext job;

    @Inject
    @BatchProperty
    private int partitions;

    @Inject
    @BatchProperty
    private int items;

    @Inject
    @BatchProperty
    private int threads;

    @Override
    public PartitionPlan mapPartitions() throws Exception {
        Trace.add(job, "map");
        Fault.at(job, "map");
        PartitionPlan plan = new PartitionPlanImpl();
        plan.setPartitions(partitions);
        plan.setThreads(threads);
        Properties[] properties = new Properties[partitions];
        for (int i = 0; i < partitions; i++) {
            properties[i] = new Properties();
            properties[i].setProperty("partition", Integer.toString(i));
            properties[i].setProperty("from", Integer.toString(i * items));
            properties[i].setProperty("to", Integer.toString((i + 1) * items));
        }
        plan.setPartitionProperties(properties);
        return plan;
    }
}
