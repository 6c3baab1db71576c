// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import jakarta.batch.api.partition.PartitionReducer;
import jakarta.batch.runtime.context.JobContext;
import jakarta.inject.Inject;

/** Says when it is called. */
public class NumberReducer implements PartitionReducer {

    @Inject
    private JobContext job;

    @Override
    public void beginPartitionedStep() throws Exception {
        add("begin");
    }

    @Override
    public void beforePartitionedStepCompletion() throws Exception {
        add("before");
    }

    @Override
    public void rollbackPartitionedStep() throws Exception {
        add("rollback");
    }

    @Override
    public void afterPartitionedStepCompletion(PartitionStatus status) throws Exception {
        add("after " + status);
    }

    private void add(String what) throws Exception {
        Trace.add(job, "reduce " + what);
        Fault.at(job, "reduce " + what);
    }
}
