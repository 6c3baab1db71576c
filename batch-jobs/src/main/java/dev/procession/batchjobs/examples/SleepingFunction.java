// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;

/** Sleeps for as many seconds as it is told, and returns their number. */
@Named
@Dependent
final class SleepingFunction extends FunctionBatchlet {

    /** How long a second is to be, in seconds. */
    @Inject
    @BatchProperty
    double second;

    @Override
    Serializable apply(String argument) throws InterruptedException {
        int number = Integer.parseInt(argument);
        System.out.println("worker_function(" + number + ") starting");
        Thread.sleep((long) (number * second * 1000));
        System.out.println("worker_function(" + number + ") finished");
        return number;
    }
}
