// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli.jobs;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.inject.Inject;

/** Fails in one of its partitions. */
public final class FailingBatchlet extends AbstractBatchlet {

    @Inject
    @BatchProperty
    private String number = "";

    @Override
    public String process() {
        if (number.equals("1")) {
            throw new IllegalStateException("number " + number + " is not for me");
        }
        return "done " + number;
    }
}
