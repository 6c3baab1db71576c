// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import jakarta.batch.api.chunk.ItemProcessor;
import jakarta.batch.runtime.context.JobContext;
import jakarta.inject.Inject;

/** Lets every number pass. */
public class NumberProcessor implements ItemProcessor {

    @Inject
    private JobContext job;

    @Override
    public Object processItem(Object item) throws Exception {
        Fault.at(job, "process " + item);
        return item;
    }
}
