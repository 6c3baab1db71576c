// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.StepKey;
import dev.procession.messaging.WorkerPresence.RunningTask;
import dev.procession.workers.spi.HeldTask.Interruption;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The tasks that the slots of this worker hold, and whom their interruptions reach.
 *
 * <p>A stop may overtake its task, or come while a slot is receiving it. So stopping notes the step first and looks at the tasks
 * then, taking a task does it the other way round; whichever comes first, the task hears of the stop.
 */
final class RunningTasks {

    private final Set<BrokerHeldTask> tasks = ConcurrentHashMap.newKeySet();
    private final StoppedSteps stopped;
    private final AtomicLong taken = new AtomicLong();
    private volatile boolean draining;

    RunningTasks(StoppedSteps stopped) {
        this.stopped = stopped;
    }

    void add(BrokerHeldTask task) {
        taken.incrementAndGet();
        tasks.add(task);
        if (stopped.contains(task.stepText())) {
            task.interrupt(Interruption.STOP);
        }
        if (draining) {
            task.interrupt(Interruption.HAND_BACK);
        }
    }

    void remove(BrokerHeldTask task) {
        tasks.remove(task);
    }

    void stop(StepKey step) {
        stopped.add(step.text());
        for (BrokerHeldTask task : tasks) {
            if (step.text().equals(task.stepText())) {
                task.interrupt(Interruption.STOP);
            }
        }
    }

    void drain() {
        draining = true;
        tasks.forEach(task -> task.interrupt(Interruption.HAND_BACK));
    }

    /** Ends the tasks whose lease is lost as early as can be. */
    void abandonLost() {
        tasks.stream().filter(BrokerHeldTask::isLost).forEach(BrokerHeldTask::abandon);
    }

    /** All of them. */
    List<BrokerHeldTask> all() {
        return List.copyOf(tasks);
    }

    int size() {
        return tasks.size();
    }

    /** How many there have been. */
    long taken() {
        return taken.get();
    }

    /** What the tasks that have reported said last. */
    List<RunningTask> reports() {
        return tasks.stream()
                .map(BrokerHeldTask::lastReport)
                .filter(Objects::nonNull)
                .toList();
    }
}
