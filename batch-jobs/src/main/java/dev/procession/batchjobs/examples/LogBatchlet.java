// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import dev.procession.multiprocessing.shared.Shared;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Logs that it begins, a text, and that it ends. */
@Named
@Dependent
final class LogBatchlet extends AbstractBatchlet {

    @Inject
    @Shared("example")
    System.Logger log;

    @Inject
    @BatchProperty
    @Nullable
    String text;

    @Override
    public String process() {
        log.log(
                Level.INFO,
                "process {0,number,#} begins",
                ProcessHandle.current().pid());
        log.log(Level.DEBUG, "not shown unless the level is DEBUG");
        log.log(Level.INFO, text);
        log.log(Level.INFO, "process {0,number,#} ends", ProcessHandle.current().pid());
        return "logged";
    }
}
