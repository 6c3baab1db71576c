// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.TaskLimits;
import dev.procession.workers.spi.HeldTask.Interruption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds running tasks to their limits. To be run now and then, by one thread at a time.
 *
 * <p>It counts the time between its own looks, and of a long pause little: time in which the whole JVM was stopped is not the task's. What
 * reaches the broker is progress, nothing else is: a loop that reports and never commits is a loop.
 */
final class LimitWatch implements Runnable {

    /** How often it is to look. */
    static final Duration INTERVAL = Duration.ofMillis(100);

    private static final long LONGEST_STEP_NANOS = Duration.ofSeconds(1).toNanos();

    private static final class Watched {
        private int commits;
        private long idleNanos;
        private long stoppingNanos;
    }

    private final Supplier<List<BrokerHeldTask>> running;
    private final BiConsumer<BrokerHeldTask, String> onStuck;
    private final LongSupplier nanoClock;
    private final Map<BrokerHeldTask, Watched> watched = new HashMap<>();
    private final Set<BrokerHeldTask> ended = new HashSet<>();
    private long lastNanos;

    /** @param onStuck takes a task that nothing but the end of this JVM can end, and the limit that it has exceeded */
    LimitWatch(
            Supplier<List<BrokerHeldTask>> running,
            BiConsumer<BrokerHeldTask, String> onStuck,
            LongSupplier nanoClock) {
        this.running = running;
        this.onStuck = onStuck;
        this.nanoClock = nanoClock;
        this.lastNanos = nanoClock.getAsLong();
    }

    @Override
    public void run() {
        long now = nanoClock.getAsLong();
        long step = Math.min(now - lastNanos, LONGEST_STEP_NANOS);
        lastNanos = now;
        List<BrokerHeldTask> tasks = running.get();
        watched.keySet().retainAll(tasks);
        ended.retainAll(tasks);
        tasks.stream().filter(task -> !ended.contains(task)).forEach(task -> look(task, step));
    }

    private void look(BrokerHeldTask task, long step) {
        TaskLimits limits = TaskLimits.of(task.envelope());
        Watched state = watched.computeIfAbsent(task, key -> new Watched());
        boolean progress = state.commits != task.commits();
        state.commits = task.commits();
        state.idleNanos = progress ? 0 : state.idleNanos + step;
        state.stoppingNanos += task.isStopped() ? step : 0;
        if (exceeds(state.idleNanos, limits.hard())) {
            end(task, "no progress for " + limits.hard() + ", its hard limit");
        } else if (exceeds(state.stoppingNanos, limits.stopGrace())) {
            end(task, "told to stop, it went on for " + limits.stopGrace() + ", its grace");
        } else if (exceeds(state.idleNanos, limits.soft())) {
            task.interrupt(Interruption.NO_PROGRESS);
        }
    }

    private void end(BrokerHeldTask task, String limit) {
        ended.add(task);
        if (!task.exceed(limit)) {
            onStuck.accept(task, limit);
        }
    }

    private static boolean exceeds(long nanos, @Nullable Duration limit) {
        return limit != null && nanos > limit.toNanos();
    }
}
