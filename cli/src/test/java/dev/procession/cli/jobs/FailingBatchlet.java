// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli.jobs;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** Fails in one of its partitions. */
public final class FailingBatchlet extends AbstractBatchlet {

    @Inject
    @BatchProperty
    private @Nullable String number;

    @Override
    public String process() {
        if ("1".equals(number)) {
            throw new IllegalStateException("number " + number + " is not for me");
        }
        return "done " + number;
    }
}
