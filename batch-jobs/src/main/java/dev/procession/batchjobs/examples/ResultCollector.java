// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import jakarta.batch.api.partition.PartitionCollector;
import jakarta.batch.runtime.context.StepContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;

/** Sends the result of a {@link FunctionBatchlet} to the coordinator. */
@Named
@Dependent
final class ResultCollector implements PartitionCollector {

    @Inject
    StepContext step;

    @Override
    public Serializable collectPartitionData() {
        return (IndexedResult) step.getTransientUserData();
    }
}
