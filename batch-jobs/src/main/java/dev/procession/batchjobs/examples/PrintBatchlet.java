// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;

/** Prints a text. */
@Named
@Dependent
final class PrintBatchlet extends AbstractBatchlet {

    @Inject
    @BatchProperty
    @Nullable
    String text;

    @Override
    public String process() {
        System.out.println(text);
        return "printed";
    }
}
