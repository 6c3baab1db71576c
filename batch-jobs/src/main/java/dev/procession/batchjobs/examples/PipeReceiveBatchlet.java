// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import dev.procession.multiprocessing.shared.Connection;
import dev.procession.multiprocessing.shared.Pipe;
import dev.procession.multiprocessing.shared.Shared;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** Prints the message that comes out of a pipe. */
@Named
@Dependent
final class PipeReceiveBatchlet extends AbstractBatchlet {

    @Inject
    @Shared("pipe")
    Pipe<Object> pipe;

    @Override
    public String process() throws InterruptedException {
        try (Connection<Object> end = pipe.first()) {
            System.out.println(end.receive());
        }
        return "received";
    }
}
