// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.PoolSize;
import dev.procession.multiprocessing.WorkerPool;
import dev.procession.multiprocessing.shared.Shared;
import dev.procession.multiprocessing.shared.SharedCounter;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.stream.IntStream;

/** Artifacts that have part of their work done by processes of their own. */
public final class PoolArtifacts {

    private PoolArtifacts() {}

    @Dependent
    @Named("poolPart")
    public static class Part extends AbstractBatchlet {
        @Inject
        JobContext job;

        @Inject
        @BatchProperty
        int partition;

        @Inject
        @PoolSize(2)
        WorkerPool pool;

        @Inject
        @Shared("squared")
        SharedCounter squared;

        @Override
        public String process() throws Exception {
            SharedCounter counter = squared;
            List<Integer> numbers =
                    IntStream.range(partition * 10, partition * 10 + 10).boxed().toList();
            List<Integer> squares = pool.map(
                    number -> {
                        counter.addAndGet(1);
                        return number * number;
                    },
                    numbers,
                    1);
            Trace.add(job, "squares " + squares);
            sayPids(job, pool);
            Fault.at(job, "part " + partition);
            return "DONE";
        }
    }

    /** Processes of a pool: those that happen to take one of several tasks. */
    private static void sayPids(JobContext job, WorkerPool pool) {
        for (int i = 0; i < 8; i++) {
            Trace.add(job, "pool " + pool.apply(() -> ProcessHandle.current().pid()));
        }
    }

    @Dependent
    @Named("poolLater")
    public static class Later extends AbstractBatchlet {
        @Inject
        JobContext job;

        @Inject
        Multiprocessing multiprocessing;

        @Inject
        WorkerPool pool;

        @Inject
        @Shared("squared")
        SharedCounter squared;

        @Override
        public String process() {
            Trace.add(job, "squared " + squared.get());
            Trace.add(job, "later " + pool.apply(() -> 6 * 7));
            sayPids(job, pool);
            Trace.add(
                    job,
                    "pool "
                            + multiprocessing
                                    .pool(1)
                                    .apply(() -> ProcessHandle.current().pid()));
            return "DONE";
        }
    }
}
