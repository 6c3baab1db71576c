// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import dev.procession.multiprocessing.shared.Shared;
import dev.procession.multiprocessing.shared.SharedQueue;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.concurrent.ThreadLocalRandom;

/** Takes messages from a queue until it is told to close. */
@Named
@Dependent
final class QueueWorkerBatchlet extends AbstractBatchlet {

    @Inject
    @Shared("messages")
    SharedQueue<String> messages;

    @Inject
    @BatchProperty
    int index;

    @Inject
    @BatchProperty
    double longest;

    @Override
    public String process() throws InterruptedException {
        for (String message = messages.take(); !message.equals("close"); message = messages.take()) {
            Thread.sleep((long) (ThreadLocalRandom.current().nextDouble() * longest * 1000));
            System.out.println("Processed by worker " + index + ": " + message);
        }
        System.out.println("Worker " + index + " closing");
        return "closed";
    }
}
