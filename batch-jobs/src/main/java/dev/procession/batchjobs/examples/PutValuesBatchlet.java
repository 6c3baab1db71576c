// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import dev.procession.multiprocessing.shared.Shared;
import dev.procession.multiprocessing.shared.SharedQueue;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;

/** Puts values on a queue, or only the even numbers among them. */
@Named
@Dependent
final class PutValuesBatchlet extends AbstractBatchlet {

    @Inject
    @Shared("values")
    SharedQueue<String> queue;

    @Inject
    @BatchProperty
    @Nullable
    String values;

    @Inject
    @BatchProperty
    boolean evensOnly;

    @Override
    public String process() throws InterruptedException {
        for (String value : Values.of(values)) {
            if (!evensOnly || Integer.parseInt(value) % 2 == 0) {
                queue.put(value);
            }
        }
        return "put";
    }
}
