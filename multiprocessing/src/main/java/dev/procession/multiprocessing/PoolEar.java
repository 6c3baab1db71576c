// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.MessagingException;
import dev.procession.messaging.RemoteFailure;
import dev.procession.workers.spi.WorkerExit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hears one worker of a pool: its results, and its end.
 *
 * <p>When a worker dies, what it had sent and its {@link Board} tell the task that ran from those that it had done and those that
 * it had not begun. The first fails, or is tried again; the last go to others.
 */
final class PoolEar implements Workplace.Listener {

    private final PoolCore core;
    private final PoolWorker worker;
    private final PoolSettings settings;
    private @Nullable RemoteFailure initializerFailure;

    PoolEar(PoolCore core, PoolWorker worker, PoolSettings settings) {
        this.core = core;
        this.worker = worker;
        this.settings = settings;
    }

    @Override
    public void heard(Frame frame) {
        if (frame instanceof Frame.Result result) {
            result(result);
        } else if (frame instanceof Frame.Ready) {
            worker.place().ready();
            core.locked(worker::becomeReady);
        } else if (frame instanceof Frame.Returned returned) {
            returned(returned.tasks());
        } else if (frame instanceof Frame.Full) {
            core.locked(() -> {
                core.retire(worker);
                return null;
            });
        } else if (frame instanceof Frame.Failed failed) {
            initializerFailure = failed.failure();
        }
    }

    @Override
    public void paused() {
        core.dispatch();
    }

    private void result(Frame.Result result) {
        Job job = core.locked(() -> worker.remove(result.task()));
        if (job == null) {
            return; // told twice: sent, and on the board
        }
        if (result.outBytes() >= 0) {
            worker.place().awaitOutput(result.outBytes(), result.errBytes());
        }
        RemoteFailure failure = result.failure();
        if (failure != null) {
            job.fail(new RemoteTaskException(worker.name(), failure));
            return;
        }
        job.code().pace().observe(result.nanos(), job.count());
        try {
            job.complete(ValueCodec.read(
                    Objects.requireNonNull(result.values()),
                    core.courier(),
                    "the result of " + job.code().what()));
        } catch (MessagingException e) {
            job.fail(e);
        }
    }

    private void returned(List<Long> tasks) {
        core.locked(() -> {
            List<Job> jobs = new ArrayList<>();
            for (long task : tasks) {
                Job job = worker.remove(task);
                if (job != null) {
                    jobs.add(job);
                }
            }
            worker.gaveBack(jobs.size());
            core.queue().addFirst(jobs);
            return null;
        });
    }

    @Override
    public void ended(WorkerExit exit) {
        for (Frame frame : Frame.decodeAll(worker.place().unsent())) {
            if (frame instanceof Frame.Result result) {
                result(result);
            }
        }
        List<Job> left = new ArrayList<>();
        for (Job job : core.remove(worker)) {
            if (worker.place().mayHaveBegun(job.id()) && job.countDeath() >= settings.attempts()) {
                job.fail(new WorkerTerminatedException(worker.name(), exit));
            } else {
                left.add(job);
            }
        }
        // Somebody who kills it is no reason to give up, nor is the loss of its host.
        boolean early = !core.locked(worker::isReady) && exit.exitCode() != null;
        core.replace(worker, left, early ? new PoolBrokenException(worker.name(), exit, initializerFailure) : null);
    }
}
