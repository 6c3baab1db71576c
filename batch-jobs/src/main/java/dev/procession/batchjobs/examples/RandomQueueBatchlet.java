// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import dev.procession.multiprocessing.shared.Shared;
import dev.procession.multiprocessing.shared.SharedQueue;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.concurrent.ThreadLocalRandom;

/** Puts a random number on a queue. */
@Named
@Dependent
final class RandomQueueBatchlet extends AbstractBatchlet {

    @Inject
    @Shared("numbers")
    SharedQueue<Double> numbers;

    @Override
    public String process() throws InterruptedException {
        numbers.put(ThreadLocalRandom.current().nextDouble());
        return "put";
    }
}
