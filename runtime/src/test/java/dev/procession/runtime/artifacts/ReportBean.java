// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import dev.procession.runtime.partition.PartitionFence;
import jakarta.annotation.PreDestroy;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.Batchlet;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;

/** A CDI bean: says what it has been injected. */
@Named("reportBean")
@Dependent
public class ReportBean implements Batchlet {

    @Inject
    private JobContext job;

    @Inject
    private StepContext step;

    @Inject
    private Greeter greeter;

    @Inject
    @BatchProperty
    private String who;

    @Inject
    @BatchProperty(name = "system")
    private String system;

    @Inject
    @BatchProperty
    private String parameter;

    @Inject
    @BatchProperty
    private @Nullable String missing;

    @Override
    public String process() throws Exception {
        Trace.add(job, greeter.greet(who));
        return Report.of(job, step)
                .property("who", who)
                .property("system", system)
                .property("parameter", parameter)
                .property("missing", missing)
                .property("fence", fence.equals(PartitionFence.current()) ? fence.attempt() + "" : "another")
                .end(who);
    }

    @Inject
    private PartitionFence fence;

    @Override
    public void stop() {
        Trace.add(job, "stop " + who);
    }

    @PreDestroy
    void destroyed() {
        Trace.add(job, "destroyed " + who);
    }
}
