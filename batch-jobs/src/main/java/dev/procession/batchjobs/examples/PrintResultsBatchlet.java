// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints the results of the step before as a list or, with a prefix, one in a line. */
@Named
@Dependent
final class PrintResultsBatchlet extends AbstractBatchlet {

    @Inject
    @BatchProperty
    @Nullable
    String prefix;

    @Inject
    JobContext job;

    @Override
    public String process() {
        List<?> results = (List<?>) job.getTransientUserData();
        if (prefix == null) {
            System.out.println(results);
        } else {
            results.forEach(result -> System.out.println(prefix + result));
        }
        return "printed";
    }
}
