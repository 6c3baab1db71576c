// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/** Sleeps, greets, and notes who it is in a static list, which is another one in each JVM. */
@Named
@Dependent
final class GreeterBatchlet extends AbstractBatchlet {

    static final List<Long> GREETERS = new CopyOnWriteArrayList<>();

    @Inject
    @BatchProperty
    int index;

    @Inject
    @BatchProperty
    double shortest;

    @Inject
    @BatchProperty
    double longest;

    @Override
    public String process() throws InterruptedException {
        double seconds = shortest + ThreadLocalRandom.current().nextDouble() * (longest - shortest);
        Thread.sleep((long) (seconds * 1000));
        System.out.println("[" + index + "] Hello!");
        GREETERS.add(Thread.currentThread().getId());
        return "greeted";
    }
}
