// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.multiprocessing.shared.SharedObjects;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A pool: turns calls into tasks of its {@link PoolCore}. */
final class JvmPool implements WorkerPool {

    private final PoolSettings settings;
    private final PoolCore core;
    private final CodeBook codes;
    private final Semaphore inFlight;

    JvmPool(PoolSettings settings, PoolCore core) {
        this.settings = settings;
        this.core = core;
        this.codes = new CodeBook(core.courier());
        this.inFlight = new Semaphore(settings.maxInFlight());
    }

    @Override
    public <T, R> List<R> map(Remote.Function<? super T, ? extends R> function, Iterable<? extends T> items) {
        return await(this.<T, R>mapAsync(function, items));
    }

    @Override
    public <T, R> List<R> map(
            Remote.Function<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize) {
        return await(this.<T, R>mapAsync(function, items, chunkSize));
    }

    @Override
    public <T, R> CompletableFuture<List<R>> mapAsync(
            Remote.Function<? super T, ? extends R> function, Iterable<? extends T> items) {
        return map(function, array(items), 1, 0);
    }

    @Override
    public <T, R> CompletableFuture<List<R>> mapAsync(
            Remote.Function<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize) {
        return map(function, array(items), 1, checked(chunkSize));
    }

    @Override
    public <A, B, R> List<R> starmap(
            Remote.Function2<? super A, ? super B, ? extends R> function,
            Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs) {
        return await(this.<A, B, R>starmapAsync(function, pairs));
    }

    @Override
    public <A, B, R> CompletableFuture<List<R>> starmapAsync(
            Remote.Function2<? super A, ? super B, ? extends R> function,
            Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs) {
        List<@Nullable Object> flat = new ArrayList<>();
        for (Map.Entry<? extends A, ? extends B> pair : pairs) {
            flat.add(pair.getKey());
            flat.add(pair.getValue());
        }
        return map(function, flat.toArray(), 2, 0);
    }

    private static @Nullable Object[] array(Iterable<?> items) {
        if (items instanceof Collection<?> collection) {
            return collection.toArray();
        }
        List<@Nullable Object> all = new ArrayList<>();
        items.forEach(all::add);
        return all.toArray();
    }

    private static int checked(int chunkSize) {
        if (chunkSize < 1) {
            throw new IllegalArgumentException("a chunk has at least one item, not " + chunkSize);
        }
        return chunkSize;
    }

    private <R> CompletableFuture<List<R>> map(Object function, @Nullable Object[] items, int arity, int chunkSize) {
        if (items.length == 0) {
            return CompletableFuture.completedFuture(List.of());
        }
        Code code = codes.forMany(function);
        MapCall<R> call = new MapCall<>(core, code, items, arity, chunkSize, settings.progress());
        core.submit(call, call);
        forgetAfter(call, code);
        return call;
    }

    private void forgetAfter(CompletableFuture<?> call, Code code) {
        if (!codes.isKept(code)) {
            CompletableFuture<?> unused = call.whenComplete((results, failure) -> core.forget(code));
        }
    }

    @Override
    public <T, R> Results<R> imap(Remote.Function<? super T, ? extends R> function, Iterable<? extends T> items) {
        return stream(function, items.iterator(), 0, true);
    }

    @Override
    public <T, R> Results<R> imap(
            Remote.Function<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize) {
        return stream(function, items.iterator(), checked(chunkSize), true);
    }

    @Override
    public <T, R> Results<R> imapUnordered(
            Remote.Function<? super T, ? extends R> function, Iterable<? extends T> items) {
        return stream(function, items.iterator(), 0, false);
    }

    @Override
    public <T, R> Results<R> imapUnordered(
            Remote.Function<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize) {
        return stream(function, items.iterator(), checked(chunkSize), false);
    }

    private <R> Results<R> stream(Object function, Iterator<?> items, int chunkSize, boolean ordered) {
        int ahead = 4 * settings.workers();
        return new StreamedResults<>(this::sendChunk, codes.forMany(function), items, chunkSize, ahead, ordered);
    }

    private PoolFuture<Column> sendChunk(Code code, @Nullable Object[] items) {
        return send(code, items.length, items, values -> values);
    }

    @Override
    public <T, R> R apply(Remote.Function<? super T, ? extends R> function, T argument) {
        return await(this.<T, R>submit(function, argument));
    }

    @Override
    public <R> R apply(Remote.Call<? extends R> call) {
        return await(submit(call));
    }

    @Override
    public <T, R> CompletableFuture<R> submit(Remote.Function<? super T, ? extends R> function, T argument) {
        return send(codes.forOne(function), 1, new Object[] {argument}, JvmPool::first);
    }

    @Override
    public <R> CompletableFuture<R> submit(Remote.Call<R> call) {
        return run(call);
    }

    @Override
    public CompletableFuture<@Nullable Void> submit(Remote.Task task) {
        return run(task);
    }

    @Override
    public <T> CompletableFuture<T> submit(Callable<T> task) {
        return run(task);
    }

    @Override
    public CompletableFuture<?> submit(Runnable task) {
        return run(task);
    }

    @Override
    public <T> CompletableFuture<T> submit(Runnable task, T result) {
        CodeBook.Bound bound = codes.bound(task);
        return send(bound.code(), 1, bound.captured(), values -> result);
    }

    @Override
    public void execute(Runnable task) {
        CompletableFuture<?> unused = run(task);
    }

    private <R extends @Nullable Object> PoolFuture<R> run(Object code) {
        CodeBook.Bound bound = codes.bound(code);
        return send(bound.code(), 1, bound.captured(), JvmPool::first);
    }

    // The code returns what the caller was promised.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
    private static <R extends @Nullable Object> R first(Column values) {
        return (R) values.get(0);
    }

    private <R extends @Nullable Object> PoolFuture<R> send(
            Code code, int count, @Nullable Object[] items, Function<Column, R> reader) {
        List<Runnable> handedOver = new ArrayList<>(0);
        // Now: what the caller does to its objects later is its own affair.
        byte[] arguments = SharedObjects.handingOver(handedOver::add, () -> packed(items));
        PoolFuture<R> future = new PoolFuture<>(core, code, count, out -> out.raw(arguments), reader);
        admit();
        try {
            core.submit(future, future);
        } catch (RuntimeException e) {
            inFlight.release();
            throw e;
        }
        CompletableFuture<?> unused = future.whenComplete((result, failure) -> {
            inFlight.release();
            handedOver.forEach(Runnable::run);
        });
        return future;
    }

    private byte[] packed(@Nullable Object[] items) {
        ByteSink out = new ByteSink(64);
        ValueCodec.write(items, 0, items.length, core.courier(), "an argument of the task", out);
        return out.toBytes();
    }

    private void admit() {
        try {
            inFlight.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while the pool had no room for another task");
        }
    }

    private static <R> R await(CompletableFuture<R> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for the pool");
        }
    }

    @Override
    public <T> List<java.util.concurrent.Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        return invokeAll(tasks, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public <T> List<java.util.concurrent.Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        List<CompletableFuture<T>> futures = new ArrayList<>();
        for (Callable<T> task : tasks) {
            futures.add(submit(task));
        }
        try {
            Futures.wait(
                    futures,
                    Futures.Until.ALL_COMPLETED,
                    java.time.Duration.of(unit.toNanos(timeout), java.time.temporal.ChronoUnit.NANOS));
        } finally {
            futures.forEach(future -> future.cancel(true)); // those that have ended do not mind
        }
        return List.copyOf(futures);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        try {
            return invokeAny(tasks, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e); // not in this life
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("there is no task");
        }
        List<CompletableFuture<T>> futures = new ArrayList<>();
        CompletableFuture<T> any = new CompletableFuture<>();
        for (Callable<T> task : tasks) {
            futures.add(submit(task).whenComplete((value, failure) -> {
                if (failure == null) {
                    any.complete(value);
                }
            }));
        }
        CompletableFuture<?> unused = CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
                .whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        any.completeExceptionally(failure.getCause());
                    }
                });
        try {
            return any.get(timeout, unit);
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
    }

    @Override
    public List<ProcessIdentity> workers() {
        return core.locked(() -> core.workers().stream()
                .filter(worker -> worker.place().pid() != 0)
                .map(worker -> new ProcessIdentity(worker.name(), worker.place().pid()))
                .toList());
    }

    @Override
    public void shutdown() {
        core.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        core.shutdownNow(new CancellationException("the pool was shut down"), false);
        return List.of(); // what was handed in has become messages
    }

    @Override
    public void terminate() {
        core.shutdownNow(new CancellationException("the pool was terminated"), true);
    }

    @Override
    public boolean isShutdown() {
        return core.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return core.terminated().isDone();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        try {
            core.terminated().get(timeout, unit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // it is never completed so
        }
    }

    @Override
    public void join() throws InterruptedException {
        if (!isShutdown()) {
            throw new IllegalStateException(
                    "the pool takes tasks still; shut it down, or terminate it, before it is joined");
        }
        awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        shutdown();
        try {
            join();
        } catch (InterruptedException e) {
            terminate();
            Thread.currentThread().interrupt();
        }
    }
}
