// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.partition.AbstractPartitionReducer;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Ends the partitioned step: checks that no byte of the input is missing from the totals, and leaves them for the next step.
 *
 * <p>In a file of the work folder, since the user data of a step are not given to another one, and the next step may run in a
 * later execution of the job, in another process. Written before the step completes and as a whole: a completed step has it.
 */
@Named
@Dependent
public final class FlightReducer extends AbstractPartitionReducer {

    @Inject
    JobContext job;

    @Inject
    StepContext step;

    @Inject
    @BatchProperty
    String input;

    @Inject
    @BatchProperty
    @Nullable
    String output;

    @Override
    public void beforePartitionedStepCompletion() throws IOException {
        DelayTotals totals = FlightAnalyzer.totalsOf(step);
        ByteRange rows = FlightFile.of("input", input).rows();
        long missing = totals.firstMissing(rows);
        if (missing != rows.end()) {
            throw new BatchRuntimeException(
                    "The totals lack the rows from byte " + missing + " of " + rows.end() + " of the input " + input
                            + ", so no report is written. The input changed while the job ran, or data of a partition were lost: start a new run.");
        }
        TotalsFile.write(FlightsFolders.of(output, job).totals(), totals.delays());
    }
}
