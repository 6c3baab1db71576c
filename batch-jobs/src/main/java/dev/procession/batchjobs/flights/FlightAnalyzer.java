// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import jakarta.batch.api.partition.AbstractPartitionAnalyzer;
import jakarta.batch.runtime.context.StepContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Merges what the collectors send.
 *
 * <p><em>Failure</em>: the totals are the persistent user data of the step, which the runtime stores together with the step
 * and hands to the next execution of the job. A file would be one more thing to keep in step with the checkpoints.
 */
@Named
@Dependent
public final class FlightAnalyzer extends AbstractPartitionAnalyzer {

    @Inject
    StepContext step;

    private @Nullable DelayTotals totals;

    @Override
    public void analyzeCollectorData(Serializable data) {
        DelayTotals merged = totals == null ? totalsOf(step) : totals;
        if (merged.merge((DelayDelta) data)) {
            step.setPersistentUserData(merged);
        }
        totals = merged;
    }

    static DelayTotals totalsOf(StepContext step) {
        Serializable stored = step.getPersistentUserData();
        return stored == null ? new DelayTotals() : (DelayTotals) stored;
    }
}
