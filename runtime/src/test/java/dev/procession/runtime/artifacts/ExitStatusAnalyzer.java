// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.partition.AbstractPartitionAnalyzer;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.inject.Inject;

/** Gives the step the exit status that the job parameter {@code exit} wants. */
public class ExitStatusAnalyzer extends AbstractPartitionAnalyzer {

    @Inject
    private JobContext job;

    @Inject
    private StepContext step;

    @Inject
    @BatchProperty
    private String exit;

    @Override
    public void analyzeStatus(BatchStatus batchStatus, String exitStatus) {
        Trace.add(job, "status of " + step.getStepName() + " " + batchStatus + " " + exitStatus);
        step.setExitStatus(exit);
    }
}
