// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a batchlet sees of its surroundings, as lines of the trace. */
final class Report {

    private final JobContext job;
    private final StepContext step;
    private final TreeMap<String, String> properties = new TreeMap<>();

    private Report(JobContext job, StepContext step) {
        this.job = job;
        this.step = step;
    }

    static Report of(JobContext job, StepContext step) {
        return new Report(job, step);
    }

    Report property(String name, @Nullable String value) {
        properties.put(name, String.valueOf(value));
        return this;
    }

    /** Writes the lines, keeps {@code who} as user data, and gives the exit status. */
    String end(String who) throws Exception {
        Trace.add(job, who + " properties " + properties);
        Trace.add(
                job,
                who + " job " + job.getJobName() + " " + job.getInstanceId() + " " + job.getExecutionId() + " "
                        + job.getBatchStatus() + " " + job.getExitStatus() + " "
                        + job.getProperties().getProperty("system"));
        Trace.add(
                job,
                who + " step " + step.getStepName() + " " + step.getStepExecutionId() + " " + step.getBatchStatus()
                        + " " + step.getProperties());
        Trace.add(job, who + " jvm " + System.getProperty("procession.test.secret"));
        Trace.add(job, who + " found " + step.getPersistentUserData());
        step.setPersistentUserData("data of " + who);
        Fault.at(job, "process " + who);
        step.setExitStatus("overwritten");
        return "DONE " + who;
    }
}
