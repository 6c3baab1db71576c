// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.partition.PartitionMapper;
import jakarta.batch.api.partition.PartitionPlan;
import jakarta.batch.api.partition.PartitionPlanImpl;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Splits the input into byte ranges, one a partition.
 *
 * <p>Runs in the coordinator and hands absolute paths to the partitions: a worker may have another working directory. What is
 * wrong with the parameters is said here, before any partition starts.
 */
@Named
@Dependent
public final class FlightMapper implements PartitionMapper {

    private static final int MAX_PARTITIONS = 10_000;

    @Inject
    JobContext job;

    @Inject
    @BatchProperty
    String input;

    @Inject
    @BatchProperty
    String airports;

    @Inject
    @BatchProperty
    @Nullable
    String output;

    @Inject
    @BatchProperty
    String partitions;

    @Override
    public PartitionPlan mapPartitions() {
        int count = partitionCount();
        FlightFile flights = FlightFile.of("input", input);
        FlightFile cities = FlightFile.of("airports", airports);
        Airports.load(cities);
        List<ByteRange> ranges = flights.rows().split(count);
        FlightsFolders folders = FlightsFolders.of(output, job);
        create(folders, count);

        Properties[] properties = new Properties[count];
        for (int i = 0; i < count; i++) {
            properties[i] = new Properties();
            properties[i].setProperty("input", flights.location());
            properties[i].setProperty("airports", cities.location());
            properties[i].setProperty("start", Long.toString(ranges.get(i).start()));
            properties[i].setProperty("end", Long.toString(ranges.get(i).end()));
            properties[i].setProperty("rejects", folders.rejects(i).toString());
        }
        PartitionPlanImpl plan = new PartitionPlanImpl();
        plan.setPartitions(count);
        plan.setPartitionProperties(properties);
        return plan;
    }

    private int partitionCount() {
        try {
            int count = Integer.parseInt(partitions);
            if (count >= 1 && count <= MAX_PARTITIONS) {
                return count;
            }
        } catch (NumberFormatException e) {
            // Told below, with the limits.
        }
        throw new BatchRuntimeException("The job parameter partitions is '" + partitions
                + "' and has to be a number from 1 to " + MAX_PARTITIONS + ", such as -P partitions=8.");
    }

    private static void create(FlightsFolders folders, int partitions) {
        try {
            folders.create(partitions);
        } catch (IOException e) {
            throw new BatchRuntimeException(
                    "The output folder " + folders.output() + " cannot be written (" + e
                            + "). Name another with the job parameter output (-P output=DIR).",
                    e);
        }
    }
}
