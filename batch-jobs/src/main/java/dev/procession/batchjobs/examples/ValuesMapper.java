// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.partition.PartitionMapper;
import jakarta.batch.api.partition.PartitionPlan;
import jakarta.batch.api.partition.PartitionPlanImpl;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Makes one partition for each value of a list, with the properties {@code value} and {@code index}. */
@Named
@Dependent
final class ValuesMapper implements PartitionMapper {

    /** The values, separated by commas. */
    @Inject
    @BatchProperty
    @Nullable
    String values;

    /** How many partitions run at a time; 0 = all. */
    @Inject
    @BatchProperty
    int threads;

    @Override
    public PartitionPlan mapPartitions() {
        List<String> list = Values.of(values);
        Properties[] properties = new Properties[list.size()];
        for (int i = 0; i < properties.length; i++) {
            properties[i] = new Properties();
            properties[i].setProperty("value", list.get(i));
            properties[i].setProperty("index", Integer.toString(i));
        }
        PartitionPlanImpl plan = new PartitionPlanImpl();
        plan.setPartitions(properties.length);
        plan.setThreads(threads);
        plan.setPartitionProperties(properties);
        return plan;
    }
}
