package com.example.primes;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.partition.PartitionMapper;
import jakarta.batch.api.partition.PartitionPlan;
import jakarta.batch.api.partition.PartitionPlanImpl;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Splits the numbers below the limit into ranges of the same length. Runs in the coordinator. */
@Named
@Dependent
public class RangeMapper implements PartitionMapper {

    @Inject
    @BatchProperty
    long limit;

    @Inject
    @BatchProperty
    int partitions;

    @Inject
    @BatchProperty
    String output;

    @Override
    public PartitionPlan mapPartitions() throws IOException {
        Path folder = Files.createDirectories(Path.of(output).toAbsolutePath());
        Properties[] properties = new Properties[partitions];
        for (int i = 0; i < partitions; i++) {
            properties[i] = new Properties();
            properties[i].setProperty("start", Long.toString(limit * i / partitions));
            properties[i].setProperty("end", Long.toString(limit * (i + 1) / partitions));
            properties[i].setProperty("file", folder.resolve("primes-" + i + ".txt").toString());
        }
        PartitionPlanImpl plan = new PartitionPlanImpl();
        plan.setPartitions(partitions);
        plan.setPartitionProperties(properties);
        return plan;
    }
}
