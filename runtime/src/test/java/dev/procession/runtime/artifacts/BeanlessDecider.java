// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import dev.procession.runtime.partition.CounterTotals;
import jakarta.batch.api.Decider;
import jakarta.batch.runtime.StepExecution;
import jakarta.inject.Inject;

/** No CDI bean, though it has something injected. */
public class BeanlessDecider implements Decider {

    @Inject
    private CounterTotals totals;

    @Override
    public String decide(StepExecution[] executions) {
        return String.valueOf(totals.of("do"));
    }
}
