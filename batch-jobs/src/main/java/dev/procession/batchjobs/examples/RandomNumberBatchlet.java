// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Named;
import java.util.concurrent.ThreadLocalRandom;

/** Prints a random number from 0 (inclusive) to 1 (exclusive). */
@Named
@Dependent
final class RandomNumberBatchlet extends AbstractBatchlet {

    @Override
    public String process() {
        System.out.println(ThreadLocalRandom.current().nextDouble());
        return "printed";
    }
}
