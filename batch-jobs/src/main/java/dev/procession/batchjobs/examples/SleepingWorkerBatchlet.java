// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** Prints, sleeps, and prints again. */
@Named
@Dependent
final class SleepingWorkerBatchlet extends AbstractBatchlet {

    @Inject
    @BatchProperty
    int index;

    @Inject
    @BatchProperty
    double seconds;

    @Override
    public String process() throws InterruptedException {
        System.out.println("Worker " + index + " started");
        Thread.sleep((long) (seconds * 1000));
        System.out.println("Worker " + index + " finished");
        return "slept";
    }
}
