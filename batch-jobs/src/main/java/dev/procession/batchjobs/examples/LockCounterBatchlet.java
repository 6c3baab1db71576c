// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import dev.procession.multiprocessing.shared.Shared;
import dev.procession.multiprocessing.shared.SharedCounter;
import dev.procession.multiprocessing.shared.SharedLock;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** Adds to a number that processes share, ten times, while it has the lock. */
@Named
@Dependent
final class LockCounterBatchlet extends AbstractBatchlet {

    private static final int ROUNDS = 10;

    @Inject
    @Shared("resource")
    SharedLock lock;

    @Inject
    @Shared("resource")
    SharedCounter resource;

    @Inject
    @BatchProperty
    int index;

    @Inject
    @BatchProperty
    double seconds;

    @Override
    public String process() throws InterruptedException {
        for (int i = 0; i < ROUNDS; i++) {
            lock.lock();
            try {
                System.out.println("Worker " + index + " is accessing the resource");
                Thread.sleep((long) (seconds * 1000));
                long value = resource.get() + 1;
                resource.set(value);
                System.out.println("Worker " + index + " has updated the resource to " + value);
            } finally {
                lock.unlock();
            }
        }
        return "counted";
    }
}
