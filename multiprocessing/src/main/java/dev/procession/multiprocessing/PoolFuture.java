// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a task will come to. Cancelling it reaches the worker. */
final class PoolFuture<T extends @Nullable Object> extends CompletableFuture<T> implements JobSource, Job.Outcome {

    private final PoolCore core;
    private final Job job;
    private final Function<Column, T> reader;
    private boolean given;

    /**
     * A task.
     *
     * @param reader what it comes to, from its results
     */
    PoolFuture(PoolCore core, Code code, int count, Job.Arguments arguments, Function<Column, T> reader) {
        this.core = core;
        this.reader = reader;
        this.job = new Job(core.nextJob(), code, count, arguments, this);
    }

    @Override
    public @Nullable Job next(int workers) {
        boolean first = !given;
        given = true;
        return first && !job.hasEnded() ? job : null;
    }

    @Override
    public int left() {
        return given ? 0 : 1;
    }

    @Override
    public void abort(RuntimeException cause) {
        job.fail(cause);
    }

    @Override
    public void completed(Column results) {
        complete(reader.apply(results));
    }

    @Override
    public void failed(RuntimeException failure) {
        completeExceptionally(failure);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            core.cancel(job);
        }
        return cancelled;
    }
}
