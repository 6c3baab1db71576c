// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import jakarta.batch.api.partition.PartitionAnalyzer;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.context.JobContext;
import jakarta.inject.Inject;
import java.io.Serializable;

/** Says what it gets. */
public class NumberAnalyzer implements PartitionAnalyzer {

    @Inject
    private JobContext job;

    @Override
    public void analyzeCollectorData(Serializable data) throws Exception {
        if (data instanceof NumberCollector.Numbers numbers
                && !numbers.numbers().isEmpty()) {
            Trace.add(job, "data " + numbers.partition() + " " + numbers.numbers());
            Fault.at(job, "analyze " + numbers.numbers());
        }
    }

    @Override
    public void analyzeStatus(BatchStatus batchStatus, String exitStatus) throws Exception {
        Trace.add(job, "status " + batchStatus + " " + exitStatus);
        Fault.at(job, "status " + batchStatus);
    }
}
