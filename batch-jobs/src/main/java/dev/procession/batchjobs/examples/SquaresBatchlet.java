// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;

/** Prints the squares of numbers. */
@Named
@Dependent
final class SquaresBatchlet extends AbstractBatchlet {

    @Inject
    @BatchProperty
    @Nullable
    String numbers;

    @Override
    public String process() {
        for (int number : Values.numbers(numbers)) {
            System.out.println(number + " squares to " + number * number);
        }
        return "printed";
    }
}
