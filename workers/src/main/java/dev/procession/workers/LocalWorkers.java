// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.MessagingException;
import dev.procession.messaging.WorkerIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Worker JVMs on this machine that end with this one.
 *
 * <p><em>Failure:</em> a worker that ends unasked is replaced, after a pause that grows when that happens again and again; one that
 * never comes as far as the broker is given up. When this JVM dies, however, its workers see the end of their standard input, hand back
 * what they can within a second, and end.
 *
 * <p><em>Threads:</em> safe for use by several.
 */
public final class LocalWorkers implements AutoCloseable {

    private static final Duration ORPHAN_LIMIT = WorkerProcess.orphanLimit().plusSeconds(1);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(3);

    private final LocalWorkerSettings settings;
    private final LocalWorkersListener listener;
    private final ScheduledExecutorService supervisor = new WorkerThreads("local-workers").timer();
    private final List<SupervisedWorker> workers = new ArrayList<>();
    private final List<SupervisedWorker> retiring = new ArrayList<>();
    private boolean closed;

    private LocalWorkers(LocalWorkerSettings settings, LocalWorkersListener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /**
     * Starts the workers, all at once, and returns without waiting until they are connected.
     *
     * @throws MessagingException if a process cannot be started or the log directory cannot be written
     */
    public static LocalWorkers start(LocalWorkerSettings settings, LocalWorkersListener listener) {
        LocalWorkers workers = new LocalWorkers(settings, listener);
        try {
            Files.createDirectories(settings.logDirectory());
            workers.scaleTo(settings.count());
            return workers;
        } catch (IOException e) {
            workers.close();
            throw new MessagingException("cannot write the log directory " + settings.logDirectory() + ": " + e, e);
        } catch (RuntimeException e) {
            workers.close();
            throw e;
        }
    }

    /**
     * Starts workers, or lets the last ones finish or hand back their tasks and end; returns without waiting for either.
     *
     * @throws MessagingException if a process cannot be started
     * @throws IllegalStateException if closed
     */
    public synchronized void scaleTo(int count) {
        if (closed) {
            throw new IllegalStateException("these workers are closed");
        }
        while (workers.size() > count) {
            SupervisedWorker last = workers.remove(workers.size() - 1);
            retiring.add(last);
            last.drain();
        }
        while (workers.size() < count) {
            String name = settings.namePrefix() + (workers.size() + 1);
            keepPreviousLog(name);
            SupervisedWorker worker = new SupervisedWorker(settings, name, supervisor, listener);
            workers.add(worker);
            worker.start();
        }
    }

    private void keepPreviousLog(String name) {
        Path log = settings.logDirectory().resolve(name + ".log");
        try {
            if (Files.exists(log)) {
                Files.move(log, log.resolveSibling(name + ".previous.log"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new MessagingException("cannot write " + log + ": " + e, e);
        }
    }

    /** The processes that are alive now, those included that are to end. */
    public List<WorkerIdentity> alive() {
        return all().stream().flatMap(worker -> worker.alive().stream()).toList();
    }

    private synchronized List<SupervisedWorker> all() {
        List<SupervisedWorker> all = new ArrayList<>(workers);
        all.addAll(retiring);
        return all;
    }

    /** Ends all workers and waits for that, a few seconds at most; then kills what is left. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        List<SupervisedWorker> all = all();
        all.forEach(SupervisedWorker::orphan);
        if (!allGone(all, ORPHAN_LIMIT)) {
            all.forEach(SupervisedWorker::kill);
            allGone(all, KILL_LIMIT);
        }
        supervisor.shutdownNow();
    }

    private static boolean allGone(List<SupervisedWorker> workers, Duration limit) {
        CompletableFuture<?>[] ends =
                workers.stream().map(SupervisedWorker::gone).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
