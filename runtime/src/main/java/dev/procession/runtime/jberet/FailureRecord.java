// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import jakarta.batch.api.Decider;
import jakarta.batch.api.listener.JobListener;
import jakarta.batch.api.listener.StepListener;
import jakarta.batch.api.partition.PartitionAnalyzer;
import jakarta.batch.api.partition.PartitionReducer;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.runtime.BatchStatus;
import java.util.Set;
import org.jberet.repository.JobRepository;
import org.jberet.runtime.StepExecutionImpl;
import org.jberet.runtime.context.JobContextImpl;
import org.jberet.runtime.context.StepContextImpl;
import org.jspecify.annotations.Nullable;

/**
 * Keeps why a step or a job failed in the cases in which JBeret only logs it: with the step; or, where there is none, as the exit status of the
 * job, as JBeret itself does when a job listener cannot be made.
 *
 * @param step null for artifacts of the job
 */
record FailureRecord(JobContextImpl job, @Nullable StepContextImpl step, JobRepository repository) {

    private static final Set<Class<?>> OF_STEP =
            Set.of(PartitionAnalyzer.class, PartitionReducer.class, StepListener.class);
    private static final Set<Class<?>> OF_JOB = Set.of(Decider.class, JobListener.class);

    /** An artifact threw. The step or job fails by that; only why is not known yet. */
    void thrown(Class<?> role, Throwable failure) {
        if (step != null && OF_STEP.contains(role)) {
            keep(step, failure);
        } else if (OF_JOB.contains(role)) {
            job.setExitStatus(failure.toString());
        }
    }

    /** An artifact could not be made. Before a step runs JBeret has no record of it, and makes none. */
    void notMade(Throwable failure) {
        if (step == null) {
            job.setExitStatus(failure.toString());
        } else if (step.getStepExecutionId() == 0 && step.getStepExecution() instanceof StepExecutionImpl execution) {
            keep(step, failure);
            step.setBatchStatus(BatchStatus.FAILED);
            repository.addStepExecution(job.getJobExecution(), execution);
            repository.updateStepExecution(execution);
        }
    }

    private static void keep(StepContextImpl step, Throwable failure) {
        if (step.getException() == null) {
            step.setException(failure instanceof Exception exception ? exception : new BatchRuntimeException(failure));
        }
    }
}
