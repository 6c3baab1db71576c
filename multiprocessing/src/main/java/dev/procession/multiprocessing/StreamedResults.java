// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A map over items that come as they are needed. Whoever takes results cuts the next chunks: so items are asked for on one thread, and
 * never more of them than a few chunks ahead.
 */
final class StreamedResults<T, R extends @Nullable Object> implements WorkerPool.Results<R> {

    private static final long CHUNK_NANOS = 1_000_000;
    private static final int LARGEST_CHUNK = 4096;

    /** Sends a chunk. */
    interface Sender {
        PoolFuture<Column> send(Code code, @Nullable Object[] items);
    }

    private final Sender sender;
    private final Code code;
    private final Iterator<? extends T> items;
    private final int chunkSize;
    private final int ahead;
    private final boolean ordered;
    private final Deque<CompletableFuture<Column>> inOrder = new ArrayDeque<>();
    private final BlockingQueue<CompletableFuture<Column>> asTheyCome = new LinkedBlockingQueue<>();
    private final Map<Integer, CompletableFuture<?>> underWay = new ConcurrentHashMap<>();
    private Deque<Object> ready = new ArrayDeque<>();
    private int sent;
    private int chunks;

    /**
     * Begins with the first chunks.
     *
     * @param chunkSize items of a task; 0 for what seems good
     * @param ahead how many tasks may be under way
     */
    StreamedResults(Sender sender, Code code, Iterator<? extends T> items, int chunkSize, int ahead, boolean ordered) {
        this.sender = sender;
        this.code = code;
        this.items = items;
        this.chunkSize = chunkSize;
        this.ahead = ahead;
        this.ordered = ordered;
        fill();
    }

    private void fill() {
        while (chunks < ahead && items.hasNext()) {
            int size = chunkSize > 0 ? chunkSize : code.pace().itemsIn(CHUNK_NANOS, LARGEST_CHUNK);
            List<@Nullable Object> chunk = new ArrayList<>();
            while (chunk.size() < size && items.hasNext()) {
                chunk.add(items.next());
            }
            PoolFuture<Column> future = sender.send(code, chunk.toArray());
            chunks++;
            int number = sent++;
            underWay.put(number, future);
            if (ordered) {
                inOrder.add(future);
            }
            CompletableFuture<?> unused = future.whenComplete((values, failure) -> {
                underWay.remove(number);
                if (!ordered) {
                    asTheyCome.add(future);
                }
            });
        }
    }

    @Override
    public boolean hasNext() {
        return !ready.isEmpty() || chunks > 0 || items.hasNext();
    }

    @Override
    public R next() {
        try {
            return next(Duration.ofNanos(Long.MAX_VALUE));
        } catch (TimeoutException e) {
            throw new IllegalStateException(e); // not in this life
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MultiprocessingException("interrupted while waiting for a result", e);
        }
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the code returns what the caller was promised
    public R next(Duration atMost) throws TimeoutException, InterruptedException {
        if (!hasNext()) {
            throw new NoSuchElementException("there are no more results");
        }
        if (ready.isEmpty()) {
            fill();
            ready = take(atMost);
        }
        Object next = ready.remove();
        return (R) (next == Nothing.NULL ? null : next);
    }

    /** Stands for null, which a queue does not take. */
    private enum Nothing {
        NULL
    }

    private Deque<Object> take(Duration atMost) throws TimeoutException, InterruptedException {
        long nanos = atMost.toNanos();
        CompletableFuture<Column> future = ordered ? inOrder.element() : asTheyCome.poll(nanos, TimeUnit.NANOSECONDS);
        if (future == null) {
            throw new TimeoutException("no result within " + atMost);
        }
        try {
            Column values = future.get(nanos, TimeUnit.NANOSECONDS);
            taken();
            Deque<Object> all = new ArrayDeque<>(values.size());
            for (Object value : values) {
                all.add(value == null ? Nothing.NULL : value);
            }
            return all;
        } catch (ExecutionException e) {
            taken();
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        }
    }

    private void taken() {
        chunks--;
        if (ordered) {
            inOrder.remove();
        }
        fill();
    }

    @Override
    public void close() {
        List.copyOf(underWay.values()).forEach(future -> future.cancel(true));
    }
}
