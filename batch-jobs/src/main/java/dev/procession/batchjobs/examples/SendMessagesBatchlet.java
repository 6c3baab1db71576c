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

/** Puts messages on a queue, and then one for each worker that tells it to close. */
@Named
@Dependent
final class SendMessagesBatchlet extends AbstractBatchlet {

    @Inject
    @Shared("messages")
    SharedQueue<String> queue;

    @Inject
    @BatchProperty
    @Nullable
    String messages;

    @Inject
    @BatchProperty
    int workers;

    @Override
    public String process() throws InterruptedException {
        for (String message : Values.of(messages)) {
            queue.put(message);
        }
        for (int i = 0; i < workers; i++) {
            queue.put("close");
        }
        return "sent";
    }
}
