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

/** Sleeps, greets, and puts the id of its process on a queue. */
@Named
@Dependent
final class PidQueueBatchlet extends AbstractBatchlet {

    @Inject
    @Shared("pids")
    SharedQueue<Long> pids;

    @Inject
    @BatchProperty
    int index;

    @Inject
    @BatchProperty
    double shortest;

    @Inject
    @BatchProperty
    double longest;

    @Override
    public String process() throws InterruptedException {
        double seconds = shortest + ThreadLocalRandom.current().nextDouble() * (longest - shortest);
        Thread.sleep((long) (seconds * 1000));
        System.out.println("[" + index + "] Hello!");
        pids.put(ProcessHandle.current().pid());
        return "greeted";
    }
}
