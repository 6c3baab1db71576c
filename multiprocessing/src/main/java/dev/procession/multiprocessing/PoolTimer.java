// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** Looks after tasks that take long: their time limit, those that wait behind them, and those that do not heed an interrupt. */
final class PoolTimer implements AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(10);

    /** What waits behind a task that takes longer may go elsewhere. */
    private static final Duration LONG = Duration.ofMillis(10);

    private final PoolCore core;
    private final PoolSettings settings;
    private final Queue<Runnable> errands = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean awake;
    private volatile boolean closed;

    PoolTimer(PoolCore core, PoolSettings settings) {
        this.core = core;
        this.settings = settings;
        this.thread = Threads.start("procession-pool-timer", this::run);
    }

    /** Something runs. */
    void wake() {
        if (!awake) {
            awake = true;
            LockSupport.unpark(thread);
        }
    }

    /** Does something that would hold up the caller. */
    void execute(Runnable errand) {
        errands.add(errand);
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            if (awake) {
                LockSupport.parkNanos(this, TICK.toNanos());
            } else if (errands.isEmpty()) {
                LockSupport.park(this);
            }
            for (Runnable errand = errands.poll(); errand != null; errand = errands.poll()) {
                errand.run();
            }
            if (awake) {
                awake = false; // before looking: who wakes us while we do is not overheard
                if (look(System.nanoTime())) { // and not with |=, which would read first what it writes afterwards
                    awake = true;
                }
            }
        }
    }

    /** Whether there is anything to come back for. */
    private boolean look(long now) {
        List<Job> late = new ArrayList<>();
        List<PoolWorker> toKill = new ArrayList<>();
        List<PoolWorker> all = core.locked(() -> {
            boolean idle = core.queue().isEmpty() && core.workers().stream().anyMatch(PoolWorker::isIdle);
            for (PoolWorker worker : core.workers()) {
                worker.observeRunning(now);
                if (isOverdue(worker, now)) {
                    late.addAll(worker.interruptRunning(now));
                }
                if (worker.interruptedForNanos(now) > settings.interruptGrace().toNanos()) {
                    toKill.add(worker);
                }
                if (worker.runningNanos(now) > LONG.toNanos()) {
                    worker.slow();
                    if (idle && worker.outstanding() > 1) {
                        worker.recall();
                    }
                }
            }
            return List.copyOf(core.workers());
        });
        late.forEach(job -> job.fail(new TaskTimeoutException(settings.taskTimeLimit())));
        toKill.forEach(worker -> worker.place().kill());
        all.forEach(core::send);
        return core.locked(() -> all.stream().anyMatch(worker -> worker.outstanding() > 0));
    }

    private boolean isOverdue(PoolWorker worker, long now) {
        return !settings.taskTimeLimit().isZero()
                && worker.interruptedForNanos(now) == 0
                && worker.runningNanos(now) > settings.taskTimeLimit().toNanos();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
