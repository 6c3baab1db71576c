// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;

/** Says which numbers are even. */
@Named
@Dependent
final class EvensBatchlet extends AbstractBatchlet {

    @Inject
    @BatchProperty
    @Nullable
    String numbers;

    @Override
    public String process() {
        for (int number : Values.numbers(numbers)) {
            if (number % 2 == 0) {
                System.out.println(number + " is even");
            }
        }
        return "printed";
    }
}
