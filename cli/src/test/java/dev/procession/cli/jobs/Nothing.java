// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli.jobs;

import jakarta.batch.api.AbstractBatchlet;

/** Does nothing. */
public final class Nothing extends AbstractBatchlet {

    @Override
    public String process() {
        return "DONE";
    }
}
