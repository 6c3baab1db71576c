// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import java.util.List;
import java.util.Optional;
import org.jberet.job.model.Flow;
import org.jberet.job.model.JobElement;
import org.jberet.job.model.Split;
import org.jberet.job.model.Step;

/** Finds steps in a job, however deep in its flows and splits. */
final class JobSteps {

    private JobSteps() {}

    static Optional<Step> find(List<? extends JobElement> elements, String name) {
        for (JobElement element : elements) {
            Optional<Step> found = Optional.empty();
            if (element instanceof Step step && step.getId().equals(name)) {
                found = Optional.of(step);
            } else if (element instanceof Flow flow) {
                found = find(flow.getJobElements(), name);
            } else if (element instanceof Split split) {
                found = split.getFlows().stream()
                        .flatMap(flow -> find(flow.getJobElements(), name).stream())
                        .findFirst();
            }
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
