// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.MessagingException;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.workers.spi.WorkerExit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one worker of a name alive: starts another process whenever one ends unasked. */
final class SupervisedWorker {

    private static final Logger LOG = LoggerFactory.getLogger(SupervisedWorker.class);
    private static final int FAILED_STARTS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration HEALTHY_AFTER = Duration.ofSeconds(30);

    private final LocalWorkerSettings settings;
    private final String name;
    private final ScheduledExecutorService supervisor;
    private final LocalWorkersListener listener;
    private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();
    private int failedStarts;
    private boolean retired;
    private @Nullable ChildWorker child;

    /** Everything but the first start happens on {@code supervisor}, a single thread. */
    SupervisedWorker(
            LocalWorkerSettings settings,
            String name,
            ScheduledExecutorService supervisor,
            LocalWorkersListener listener) {
        this.settings = settings;
        this.name = name;
        this.supervisor = supervisor;
        this.listener = listener;
    }

    synchronized void start() {
        ChildWorker started = ChildWorker.start(settings, name);
        child = started;
        supervisor.execute(() -> tell(() -> listener.started(started.identity())));
        started.onExit(exit -> supervisor.execute(() -> exited(started, exit)));
    }

    private void exited(ChildWorker ended, WorkerExit exit) {
        tell(() -> listener.exited(exit));
        synchronized (this) {
            child = null;
            if (retired) {
                gone.complete(null);
                return;
            }
            boolean connected = ended.wasConnected();
            failedStarts = connected ? 0 : failedStarts + 1;
            if (failedStarts < FAILED_STARTS) {
                replace(ended, exit);
                return;
            }
            gone.complete(null);
        }
        tell(() -> listener.gaveUp(failedToStart(ended, exit)));
    }

    private WorkerStartException failedToStart(ChildWorker ended, WorkerExit exit) {
        return new WorkerStartException(
                "worker '" + name + "' ended " + FAILED_STARTS + " times before it was connected, the last time with "
                        + exit.cause() + "; check its JVM options and class path. Its log " + ended.log()
                        + " ends with:\n" + String.join("\n", exit.lastLogLines()),
                exit);
    }

    // A listener that fails must not keep a worker from being replaced.
    private void tell(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            LOG.error("what became of worker '{}' could not be told", name, e);
        }
    }

    private void replace(ChildWorker ended, WorkerExit exit) {
        if (ended.ageNanos() > HEALTHY_AFTER.toNanos()) {
            backoff.reset();
        }
        LOG.warn(
                "worker {} ended with {}; another takes its place",
                exit.worker().text(),
                exit.cause());
        Future<?> unused = supervisor.schedule(this::restart, backoff.next().toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void restart() {
        if (retired) {
            gone.complete(null);
            return;
        }
        try {
            start();
        } catch (MessagingException e) {
            LOG.error("worker '{}' is not replaced", name, e);
            gone.complete(null);
        }
    }

    synchronized List<WorkerIdentity> alive() {
        return child == null ? List.of() : List.of(child.identity());
    }

    /** Lets the process end without haste; none follows. */
    synchronized void drain() {
        retired = true;
        if (child != null) {
            child.drain();
        }
    }

    /** Lets the process end at once; none follows. */
    synchronized void orphan() {
        retired = true;
        if (child == null) {
            gone.complete(null);
        } else {
            child.orphan();
        }
    }

    synchronized void kill() {
        if (child != null) {
            child.kill();
        }
    }

    /** Completed when no process is left and none follows. */
    CompletableFuture<@Nullable Void> gone() {
        return gone;
    }
}
