// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The heart of a pool: which worker gets which task.
 *
 * <p>One lock guards who has what. Under it nothing is encoded, sent or told: so a worker that reads slowly, and user code that
 * waits for a result, hold up nobody else. Tasks go to whichever worker has room ({@link PoolWorker}); what waits behind a long task
 * is called back when another worker has nothing to do ({@link PoolTimer}).
 */
final class PoolCore {

    /** Starts the process of a worker, and lets the pool hear it. */
    interface Hatchery {
        PoolWorker start();
    }

    private final PoolSettings settings;
    private final Courier courier;
    private final Hatchery hatchery;
    private final AtomicLong lastJob = new AtomicLong();
    private final PoolTimer timer;
    private final CompletableFuture<@Nullable Void> terminated = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();

    // All below under the lock.
    private final List<PoolWorker> workers = new ArrayList<>();
    private final PoolQueue queue = new PoolQueue();
    private long open;
    private int failedStarts;
    private int wanted;
    private boolean shutdown;
    private boolean killed;
    private @Nullable RuntimeException broken;

    PoolCore(PoolSettings settings, Courier courier, Hatchery hatchery) {
        this.settings = settings;
        this.courier = courier;
        this.hatchery = hatchery;
        this.timer = new PoolTimer(this, settings);
    }

    void start() {
        for (int i = 0; i < settings.workers(); i++) {
            addWorker();
        }
    }

    void addWorker() {
        PoolWorker worker = hatchery.start();
        boolean tooLate = locked(() -> {
            workers.add(worker);
            if (isDone()) { // the pool has ended while this one was started
                worker.retire();
            }
            return killed;
        });
        worker.place().open(new PoolEar(this, worker, settings));
        if (tooLate) {
            worker.place().kill();
        } else if (locked(worker::isRetiring)) {
            endIfDone(); // one that waits for a place is not to wait for nothing
        }
    }

    <T extends @Nullable Object> T locked(java.util.function.Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }

    long nextJob() {
        return lastJob.incrementAndGet();
    }

    Courier courier() {
        return courier;
    }

    /** Under the lock. */
    List<PoolWorker> workers() {
        return workers;
    }

    /** Under the lock. */
    PoolQueue queue() {
        return queue;
    }

    /**
     * Takes tasks in.
     *
     * @param whole completed when all of them have ended
     */
    void submit(JobSource source, CompletableFuture<?> whole) {
        boolean idle;
        lock.lock();
        try {
            if (broken != null) {
                throw broken;
            }
            if (shutdown) {
                throw new PoolClosedException("the pool is closed and takes no more tasks");
            }
            open++;
            queue.add(source);
            idle = workers.stream().anyMatch(PoolWorker::isIdle);
        } finally {
            lock.unlock();
        }
        CompletableFuture<?> unused = whole.whenComplete((result, failure) -> closed());
        if (idle) {
            dispatch(); // otherwise the next result does, and takes along what has gathered
        }
    }

    private void closed() {
        boolean last = locked(() -> --open == 0 && shutdown);
        if (last) {
            endIfDone();
        }
    }

    /** Gives tasks to whoever has room, and sends them. */
    void dispatch() {
        List<PoolWorker> all = new ArrayList<>();
        boolean busy = locked(() -> {
            assign();
            workers.forEach(PoolWorker::endWhenDone);
            all.addAll(workers);
            return workers.stream().anyMatch(worker -> worker.outstanding() > 0);
        });
        all.forEach(this::send);
        if (busy) {
            timer.wake();
        }
    }

    private void assign() {
        int ready = 0;
        for (PoolWorker worker : workers) {
            ready += worker.isReady() ? 1 : 0;
        }
        boolean given = ready > 0 && !queue.isEmpty();
        while (given) {
            given = false;
            for (PoolWorker worker : workers) {
                given |= worker.hasRoom() && give(worker, ready);
            }
        }
    }

    /** Gives a worker its share of what waits. */
    private boolean give(PoolWorker worker, int ready) {
        int share = queue.share(ready);
        int given = 0;
        while (given < share && worker.hasRoom()) {
            Job job = queue.poll(ready);
            if (job == null) {
                break;
            }
            worker.give(job);
            given++;
            if (settings.tasksPerWorker() > 0 && worker.taken() >= settings.tasksPerWorker()) {
                retire(worker);
            }
        }
        return given > 0;
    }

    /** Has another take its place. Under the lock. */
    void retire(PoolWorker worker) {
        if (!worker.isRetiring()) {
            worker.retire();
            timer.execute(this::addWanted);
            wanted++;
        }
    }

    private void addWanted() {
        while (Boolean.TRUE.equals(locked(this::takeWanted))) {
            tryAddWorker();
        }
    }

    private boolean takeWanted() {
        if (wanted == 0 || isDone()) {
            return false;
        }
        wanted--;
        return true;
    }

    private void tryAddWorker() {
        try {
            addWorker();
        } catch (MultiprocessingException | IllegalStateException e) {
            breakDown(e);
        }
    }

    private boolean isDone() {
        return (shutdown && open == 0) || broken != null;
    }

    /** Sends what is to be sent to a worker, unless another thread does. */
    void send(PoolWorker worker) {
        List<Object> batch = locked(worker::startSending);
        while (batch != null) {
            try {
                worker.send(batch, courier, (job, problem) -> refused(worker, job, problem));
            } catch (IOException e) {
                return; // it is gone; its end tells what becomes of its tasks
            }
            batch = locked(worker::continueSending);
        }
    }

    private void refused(PoolWorker worker, Job job, RuntimeException problem) {
        Job refused = locked(() -> worker.remove(job.id()));
        if (refused != null) {
            refused.fail(problem);
        }
    }

    /** No task will have this code any more. Those that are not ready have not heard of it, and cannot be told anything yet. */
    void forget(Code code) {
        List<PoolWorker> ready = locked(() -> {
            List<PoolWorker> all = workers.stream().filter(PoolWorker::isReady).toList();
            all.forEach(worker -> worker.say(new Frame.Forget(code.id())));
            return all;
        });
        ready.forEach(this::send);
    }

    /** Nobody wants this task any more: it is not begun, or is interrupted. */
    void cancel(Job job) {
        job.abandon();
        PoolWorker holder = locked(() -> {
            for (PoolWorker worker : workers) {
                if (worker.has(job.id())) {
                    worker.interrupt(job.id(), System.nanoTime());
                    return worker;
                }
            }
            return null;
        });
        if (holder != null) {
            send(holder);
            timer.wake();
        }
    }

    /** A worker is gone, and gets nothing more; returns what it had not ended. */
    List<Job> remove(PoolWorker worker) {
        return locked(() -> {
            workers.remove(worker);
            return worker.removeAll();
        });
    }

    /**
     * A worker is gone, and what it had not begun goes to others.
     *
     * @param again what others are to do, in this order
     * @param tooEarly why it never was ready; null if it was
     */
    void replace(PoolWorker worker, List<Job> again, @Nullable PoolBrokenException tooEarly) {
        boolean start = locked(() -> {
            queue.addFirst(again);
            failedStarts = tooEarly == null ? 0 : failedStarts + 1;
            return !worker.isRetiring() && !isDone();
        });
        if (tooEarly != null && failedStarts >= PoolBrokenException.FAILED_STARTS) {
            breakDown(tooEarly);
        } else if (start) {
            tryAddWorker();
        }
        dispatch();
        endIfDone();
    }

    /** No worker can be had: all tasks fail, those to come as well. */
    private void breakDown(RuntimeException cause) {
        locked(() -> broken = cause);
        failAll(cause);
        endIfDone();
    }

    private void failAll(RuntimeException cause) {
        List<JobSource> sources = new ArrayList<>();
        List<Job> jobs = new ArrayList<>();
        locked(() -> {
            queue.drainTo(jobs, sources);
            workers.forEach(worker -> jobs.addAll(worker.jobs()));
            return null;
        });
        sources.forEach(source -> source.abort(cause));
        jobs.forEach(job -> job.fail(cause));
    }

    /** Takes no more tasks. */
    void shutdown() {
        locked(() -> shutdown = true);
        endIfDone();
    }

    /** Takes no more tasks, and lets those that were taken fail; what runs is interrupted, or killed. */
    void shutdownNow(RuntimeException cause, boolean kill) {
        List<Job> running = locked(() -> {
            shutdown = true;
            killed |= kill;
            return workers.stream().flatMap(worker -> worker.jobs().stream()).toList();
        });
        failAll(cause);
        if (kill) {
            locked(() -> List.copyOf(workers)).forEach(worker -> worker.place().kill());
        } else {
            running.forEach(this::cancel);
        }
        endIfDone();
    }

    private void endIfDone() {
        boolean gone = locked(() -> {
            if (isDone()) {
                workers.forEach(PoolWorker::retire);
                workers.forEach(PoolWorker::endWhenDone);
            }
            return shutdown && open == 0 && workers.isEmpty();
        });
        locked(() -> List.copyOf(workers)).forEach(this::send);
        if (gone) {
            timer.close();
            terminated.complete(null);
        }
    }

    boolean isShutdown() {
        return locked(() -> shutdown);
    }

    /** Completed when no worker is left. */
    CompletableFuture<@Nullable Void> terminated() {
        return terminated;
    }
}
