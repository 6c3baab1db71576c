// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.runtime.context.StepContext;
import jakarta.inject.Inject;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Computes one result from one value, as the function of a pool's {@code map} does. */
abstract class FunctionBatchlet extends AbstractBatchlet {

    @Inject
    @BatchProperty
    int index;

    @Inject
    @BatchProperty
    @Nullable
    String value;

    @Inject
    StepContext step;

    abstract Serializable apply(String argument) throws InterruptedException;

    @Override
    public String process() throws InterruptedException {
        // For the collector, which the runtime calls when this returns.
        step.setTransientUserData(new IndexedResult(index, apply(String.valueOf(value))));
        return "computed";
    }
}
