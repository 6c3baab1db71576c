// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import dev.procession.multiprocessing.shared.Shared;
import dev.procession.multiprocessing.shared.SharedQueue;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;

/** Takes process ids from a queue until it is empty, and prints them. */
@Named
@Dependent
final class PrintPidsBatchlet extends AbstractBatchlet {

    @Inject
    @Shared("pids")
    SharedQueue<Long> pids;

    @Override
    public String process() {
        List<Long> taken = new ArrayList<>();
        pids.drainTo(taken);
        System.out.println("Done!");
        System.out.println(taken.size());
        System.out.println(taken);
        return "printed";
    }
}
