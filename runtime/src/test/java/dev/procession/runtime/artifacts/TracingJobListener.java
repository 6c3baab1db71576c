// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import jakarta.batch.api.listener.JobListener;
import jakarta.batch.runtime.context.JobContext;
import jakarta.inject.Inject;

/** Says when the job begins and ends. */
public class TracingJobListener implements JobListener {

    @Inject
    private JobContext job;

    @Override
    public void beforeJob() throws Exception {
        heard("beforeJob");
    }

    @Override
    public void afterJob() throws Exception {
        heard("afterJob");
    }

    private void heard(String what) throws Exception {
        Trace.add(job, "heard " + what);
        Fault.at(job, what);
    }
}
