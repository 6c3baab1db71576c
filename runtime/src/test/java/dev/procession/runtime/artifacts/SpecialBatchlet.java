// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.Batchlet;
import jakarta.batch.api.partition.PartitionCollector;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A batchlet whose partition 1 keeps or sends what the test wants; its own collector. */
public class SpecialBatchlet implements Batchlet, PartitionCollector {

    @Inject
    private JobContext job;

    @Inject
    private StepContext step;

    @Inject
    @BatchProperty
    private int partition;

    @Inject
    @BatchProperty
    private @Nullable String data;

    @Inject
    @BatchProperty
    private @Nullable String keep;

    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public String process() throws Exception {
        Trace.add(job, "found " + partition + " " + step.getPersistentUserData());
        if (partition == 1 && keep != null) {
            step.setPersistentUserData(NumberCollector.special(keep));
        } else {
            step.setPersistentUserData("kept by " + partition);
        }
        Fault.at(job, "process " + partition);
        if (Fault.is(job, "until stopped", "yes")) {
            Trace.add(job, "running " + partition);
            if (!stopped.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("nobody stopped it");
            }
        }
        return stopped.getCount() == 0 ? "STOPPED EARLY" : "DONE";
    }

    @Override
    public void stop() {
        Trace.add(job, "stop " + partition);
        stopped.countDown();
    }

    @Override
    public @Nullable Serializable collectPartitionData() throws Exception {
        Fault.at(job, "collect " + partition);
        return partition == 1 && data != null ? NumberCollector.special(data) : "data of " + partition;
    }
}
