// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.PartitionCheckpoint;
import dev.procession.messaging.PartitionEvent;
import dev.procession.messaging.PartitionTask;
import dev.procession.messaging.UnreadableMessageException;
import dev.procession.workers.spi.HeldTask;
import dev.procession.workers.spi.HeldTask.Send;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker does with partitions whose checkpoint it cannot read. One of a later version comes from a newer worker, while the versions of workers
 * are changed one by one: it is left to those, without a charge, and given up if none takes it. A partition with a JVM of its own is given up at once,
 * since each look would cost a JVM, and so is one whose checkpoint is damaged: no other worker reads that either.
 *
 * <p><em>Threads:</em> for all slots of a worker.
 */
final class UnreadableCheckpoints {

    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Seen again after so long, a partition has been with a newer worker, or has kept nobody waiting here. */
    private static final Duration GAP = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(UnreadableCheckpoints.class);

    private record Wait(long sinceNanos, long lastNanos) {}

    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private final Map<String, Wait> waits = new ConcurrentHashMap<>();

    UnreadableCheckpoints(LongSupplier nanoTime, InstantSource clock) {
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /** Hands the task back or ends it. */
    void meet(PartitionTask task, HeldTask held, Envelope checkpoint, UnreadableMessageException reason) {
        boolean later = PartitionCheckpoint.isLaterVersion(checkpoint);
        if (later && !task.ownProcess() && isEarly(task, reason)) {
            held.handBack(); // the slot pauses then, longer each time, and lets others have it
            return;
        }
        waits.remove(task.key().text());
        String why = "worker " + held.worker().text() + " cannot read the checkpoint of partition "
                + task.key().partition() + " of step '" + task.stepName() + "'"
                + (later ? ", and no newer worker took it: " : ": ") + reason.getMessage()
                + (later ? "; then restart execution " : "; to begin anew, start the job again instead of execution ")
                + task.executionId();
        log.error("partition {} was given up: {}", task.key().text(), why);
        PartitionEvent.Ended end = PartitionEvent.Ended.untold(
                task.key(), held.worker(), clock.instant(), new UnreadableMessageException(why));
        held.complete(List.of(new Send(Addresses.RESULTS, end.toEnvelope())));
    }

    private boolean isEarly(PartitionTask task, UnreadableMessageException reason) {
        long now = nanoTime.getAsLong();
        waits.values().removeIf(wait -> now - wait.lastNanos() > GAP.toNanos());
        Wait wait = waits.merge(
                task.key().text(), new Wait(now, now), (before, next) -> new Wait(before.sinceNanos(), now));
        if (wait.sinceNanos() == now) {
            log.warn(
                    "partition {} is left to a newer worker, for {} minutes before it fails: {}",
                    task.key().text(),
                    PATIENCE.toMinutes(),
                    reason.getMessage());
        }
        return now - wait.sinceNanos() < PATIENCE.toNanos();
    }
}
