// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import dev.procession.multiprocessing.shared.Shared;
import dev.procession.multiprocessing.shared.SharedQueue;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** Takes values from a queue until it is empty, and prints each. */
@Named
@Dependent
final class DrainBatchlet extends AbstractBatchlet {

    @Inject
    @Shared("values")
    SharedQueue<String> queue;

    @Override
    public String process() {
        for (String value = queue.poll(); value != null; value = queue.poll()) {
            System.out.println(value);
        }
        return "drained";
    }
}
