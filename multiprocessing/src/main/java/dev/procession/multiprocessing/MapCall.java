// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One map over items that are there already. Chunks are cut as workers have room for them, worth some milliseconds of work each as far
 * as is known by then.
 */
final class MapCall<R extends @Nullable Object> extends CompletableFuture<List<R>> implements JobSource {

    private static final long CHUNK_NANOS = 4_000_000;
    private static final int LARGEST_CHUNK = 64 * 1024;

    private final PoolCore core;
    private final Code code;
    private final @Nullable Object[] items;
    private final int arity;
    private final int chunkSize;
    private final PoolSettings.@Nullable Progress progress;
    private final Column results;
    private final Set<Job> underWay = ConcurrentHashMap.newKeySet();
    private int next;
    private int done;

    /**
     * A map.
     *
     * @param items {@code arity} for each result
     * @param chunkSize results of each task; 0 for what seems good
     */
    MapCall(
            PoolCore core,
            Code code,
            @Nullable Object[] items,
            int arity,
            int chunkSize,
            PoolSettings.@Nullable Progress progress) {
        this.core = core;
        this.code = code;
        this.items = items;
        this.arity = arity;
        this.chunkSize = chunkSize;
        this.progress = progress;
        this.results = new Column(items.length / arity);
    }

    @Override
    public @Nullable Job next(int workers) {
        if (isDone() || next == results.size()) {
            return null;
        }
        int from = next;
        int count = size(workers);
        next += count;
        Job job = new Job(
                core.nextJob(),
                code,
                count,
                out -> ValueCodec.write(
                        items, from * arity, count * arity, core.courier(), "an argument of the task", out),
                new Chunk(from, count));
        underWay.add(job);
        return job;
    }

    private int size(int workers) {
        int left = results.size() - next;
        if (chunkSize > 0) {
            return Math.min(chunkSize, left);
        }
        int most = Math.min(LARGEST_CHUNK, (left + 2 * workers - 1) / (2 * workers));
        return code.pace().itemsIn(CHUNK_NANOS, most);
    }

    @Override
    public int left() {
        int left = results.size() - next;
        return chunkSize > 0 ? (left + chunkSize - 1) / chunkSize : Math.min(left, 1);
    }

    @Override
    public void abort(RuntimeException cause) {
        completeExceptionally(cause);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            underWay.stream().filter(job -> !job.hasEnded()).forEach(core::cancel);
        }
        return cancelled;
    }

    /** What becomes of one chunk. */
    private final class Chunk implements Job.Outcome {
        private final int from;
        private final int count;

        Chunk(int from, int count) {
            this.from = from;
            this.count = count;
        }

        @Override
        @SuppressWarnings("unchecked") // the code returns what the caller was promised
        public void completed(Column values) {
            if (values.size() != count) {
                failed(new MultiprocessingException(
                        "a chunk of " + count + " items has " + values.size() + " results", null));
                return;
            }
            boolean last;
            synchronized (MapCall.this) {
                results.putAll(from, values);
                done += count;
                last = done == results.size();
                if (progress != null) {
                    progress.progressed(done, results.size());
                }
            }
            if (last) {
                complete((List<R>) (List<?>) results);
            }
        }

        @Override
        public void failed(RuntimeException failure) {
            completeExceptionally(failure); // no more chunks are begun; those under way may end
        }
    }
}
