// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import dev.procession.multiprocessing.shared.Shared;
import dev.procession.multiprocessing.shared.SharedLock;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** Prints two lines that no other process comes between. */
@Named
@Dependent
final class LockPrintBatchlet extends AbstractBatchlet {

    @Inject
    @Shared("terminal")
    SharedLock terminal;

    @Inject
    @BatchProperty
    int index;

    @Override
    public String process() {
        terminal.lock();
        try {
            System.out.println("Worker " + index + " has the lock");
            System.out.println("Worker " + index + " gives it back");
        } finally {
            terminal.unlock();
        }
        return "printed";
    }
}
