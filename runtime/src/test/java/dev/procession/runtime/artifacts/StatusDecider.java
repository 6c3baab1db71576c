// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import jakarta.batch.api.Decider;
import jakarta.batch.runtime.StepExecution;
import jakarta.batch.runtime.context.JobContext;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Decides by what the steps before it came to. */
public class StatusDecider implements Decider {

    @Inject
    private JobContext job;

    @Override
    public String decide(StepExecution[] executions) throws Exception {
        Fault.at(job, "decide");
        String seen = Arrays.stream(executions)
                .map(step -> step.getStepName() + "=" + step.getExitStatus())
                .sorted()
                .collect(Collectors.joining(" "));
        Trace.add(job, "decide " + seen);
        return seen.contains("=many") ? "GO" : "END";
    }
}
