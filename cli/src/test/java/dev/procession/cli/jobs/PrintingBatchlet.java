// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli.jobs;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** Prints numbered lines, some from a thread of its own, and at last one that it does not end. */
public final class PrintingBatchlet extends AbstractBatchlet {

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
        System.out.print(name + " end");
        return "printed";
    }
}
