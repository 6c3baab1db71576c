// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import dev.procession.multiprocessing.shared.Shared;
import dev.procession.multiprocessing.shared.SharedQueue;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;

/** Takes so many numbers from a queue, and prints them as a list. */
@Named
@Dependent
final class TakeNumbersBatchlet extends AbstractBatchlet {

    @Inject
    @Shared("numbers")
    SharedQueue<Double> numbers;

    @Inject
    @BatchProperty
    int count;

    @Override
    public String process() throws InterruptedException {
        List<Double> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(numbers.take());
        }
        System.out.println(taken);
        return "taken";
    }
}
