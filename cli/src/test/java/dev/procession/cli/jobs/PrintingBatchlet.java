// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli.jobs;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Prints numbered lines, some from a thread of its own, and at last one that it does not end; logs something. */
public final class PrintingBatchlet extends AbstractBatchlet {

    private static final Logger LOG = System.getLogger("printing");

    @Inject
    @BatchProperty
    private @Nullable String name;

    @Inject
    @BatchProperty
    private int lines;

    @Override
    public String process() throws InterruptedException {
        for (int i = 0; i < lines; i++) {
            System.out.println(name + " line " + i);
        }
        Thread thread = new Thread(() -> System.out.println(name + " thread"));
        thread.start();
        thread.join();
        System.err.println(name + " error ä");
        LOG.log(Level.INFO, "{0} logs", name);
        LOG.log(Level.DEBUG, "{0} logs more", name);
        System.out.print(name + " end");
        return "printed";
    }
}
