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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends one message, a list of values, into a pipe. */
@Named
@Dependent
final class PipeSendBatchlet extends AbstractBatchlet {

    @Inject
    @Shared("pipe")
    Pipe<List<String>> pipe;

    @Inject
    @BatchProperty
    @Nullable
    String values;

    @Override
    public String process() throws InterruptedException {
        try (Connection<List<String>> end = pipe.second()) {
            end.send(Values.of(values));
        }
        return "sent";
    }
}
