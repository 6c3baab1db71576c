// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import dev.procession.multiprocessing.shared.Connection;
import dev.procession.multiprocessing.shared.Pipe;
import dev.procession.multiprocessing.shared.Shared;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** Answers what comes out of a pipe, until it is told to close. */
@Named
@Dependent
final class PipeEchoBatchlet extends AbstractBatchlet {

    @Inject
    @Shared("pipe")
    Pipe<String> pipe;

    @Override
    public String process() throws InterruptedException {
        try (Connection<String> end = pipe.second()) {
            for (String message = end.receive(); !message.equals("close"); message = end.receive()) {
                System.out.println("Worker received message: " + message);
                end.send("Processed: " + message);
            }
        }
        System.out.println("Worker closing");
        return "closed";
    }
}
