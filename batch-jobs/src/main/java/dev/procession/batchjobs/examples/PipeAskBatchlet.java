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

/** Sends messages into a pipe and prints the answers, and then tells the other side to close. */
@Named
@Dependent
final class PipeAskBatchlet extends AbstractBatchlet {

    @Inject
    @Shared("pipe")
    Pipe<String> pipe;

    @Inject
    @BatchProperty
    @Nullable
    String messages;

    @Override
    public String process() throws InterruptedException {
        try (Connection<String> end = pipe.first()) {
            for (String message : Values.of(messages)) {
                end.send(message);
                System.out.println("Parent received response: " + end.receive());
            }
            end.send("close");
        }
        return "asked";
    }
}
