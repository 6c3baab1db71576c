// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import dev.procession.multiprocessing.shared.Connection;
import dev.procession.multiprocessing.shared.Pipe;
import dev.procession.multiprocessing.shared.Shared;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;

/** Prints a text, and sends it into a pipe. */
@Named
@Dependent
final class PipeHelloBatchlet extends AbstractBatchlet {

    @Inject
    @Shared("pipe")
    Pipe<String> pipe;

    @Inject
    @BatchProperty
    @Nullable
    String text;

    @Override
    public String process() throws InterruptedException {
        System.out.println(text);
        try (Connection<String> end = pipe.second()) {
            end.send(String.valueOf(text));
        }
        return "sent";
    }
}
