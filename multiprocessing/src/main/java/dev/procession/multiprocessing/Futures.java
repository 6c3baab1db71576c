// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Waits for several futures, of whatever origin, as Python's {@code concurrent.futures.wait} and {@code as_completed}. */
public final class Futures {

    private Futures() {}

    /** What to wait for. */
    public enum Until {
        /** One has ended. */
        FIRST_COMPLETED,
        /** One has failed or was cancelled, or all have ended. */
        FIRST_EXCEPTION,
        /** All have ended. */
        ALL_COMPLETED
    }

    /**
     * What came of waiting.
     *
     * @param done those that have ended, in whatever way
     * @param notDone the others
     */
    public record Waited<T extends @Nullable Object>(
            Set<CompletableFuture<T>> done, Set<CompletableFuture<T>> notDone) {}

    /** Waits without limit. */
    public static <T extends @Nullable Object> Waited<T> wait(
            Collection<? extends CompletableFuture<T>> futures, Until until) throws InterruptedException {
        return wait(futures, until, Duration.ofNanos(Long.MAX_VALUE));
    }

    /** Waits at most so long. What has ended by then, the result tells. */
    public static <T extends @Nullable Object> Waited<T> wait(
            Collection<? extends CompletableFuture<T>> futures, Until until, Duration atMost)
            throws InterruptedException {
        Set<CompletableFuture<T>> all = new LinkedHashSet<>(futures);
        AtomicInteger left = new AtomicInteger(all.size());
        CountDownLatch reached = new CountDownLatch(1);
        for (CompletableFuture<T> future : all) {
            CompletableFuture<?> unused = future.whenComplete((result, failure) -> {
                boolean enough = until == Until.FIRST_COMPLETED || (until == Until.FIRST_EXCEPTION && failure != null);
                if (left.decrementAndGet() == 0 || enough) {
                    reached.countDown();
                }
            });
        }
        if (all.isEmpty()) {
            reached.countDown();
        }
        boolean unused = reached.await(atMost.toNanos(), TimeUnit.NANOSECONDS); // the futures tell
        return sorted(all);
    }

    private static <T extends @Nullable Object> Waited<T> sorted(Set<CompletableFuture<T>> all) {
        Set<CompletableFuture<T>> done = new LinkedHashSet<>();
        Set<CompletableFuture<T>> notDone = new LinkedHashSet<>();
        for (CompletableFuture<T> future : all) {
            (future.isDone() ? done : notDone).add(future);
        }
        return new Waited<>(done, notDone);
    }

    /** The futures as they end, each once; {@code next} waits. */
    public static <T extends @Nullable Object> Iterable<CompletableFuture<T>> asCompleted(
            Collection<? extends CompletableFuture<T>> futures) {
        List<CompletableFuture<T>> all = new ArrayList<>(new LinkedHashSet<>(futures));
        return () -> new AsCompleted<>(all, Duration.ofNanos(Long.MAX_VALUE));
    }

    /** As {@link #asCompleted(Collection)}; after so long {@code next} fails with a {@link MultiprocessingException}. */
    public static <T extends @Nullable Object> Iterable<CompletableFuture<T>> asCompleted(
            Collection<? extends CompletableFuture<T>> futures, Duration atMost) {
        List<CompletableFuture<T>> all = new ArrayList<>(new LinkedHashSet<>(futures));
        return () -> new AsCompleted<>(all, atMost);
    }

    private static final class AsCompleted<T extends @Nullable Object> implements Iterator<CompletableFuture<T>> {
        private final BlockingQueue<CompletableFuture<T>> ended = new LinkedBlockingQueue<>();
        private final Duration atMost;
        private final long beginNanos = System.nanoTime();
        private int left;

        AsCompleted(List<CompletableFuture<T>> futures, Duration atMost) {
            this.atMost = atMost;
            this.left = futures.size();
            for (CompletableFuture<T> future : futures) {
                CompletableFuture<?> unused = future.whenComplete((result, failure) -> ended.add(future));
            }
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public CompletableFuture<T> next() {
            if (left == 0) {
                throw new NoSuchElementException("all futures were taken");
            }
            try {
                long nanos = atMost.toNanos() - (System.nanoTime() - beginNanos);
                CompletableFuture<T> next = ended.poll(nanos, TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new MultiprocessingException(
                            left + " futures have not ended within " + atMost, new TimeoutException());
                }
                left--;
                return next;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new MultiprocessingException("interrupted while waiting for a future", e);
            }
        }
    }
}
