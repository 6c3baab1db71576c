// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.Headers;
import dev.procession.messaging.PartitionCheckpoint;
import dev.procession.messaging.PartitionEvent;
import dev.procession.messaging.PartitionState;
import dev.procession.messaging.RemoteFailure;
import dev.procession.messaging.StepKey;
import dev.procession.messaging.UnreadableMessageException;
import jakarta.batch.runtime.BatchStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jberet.runtime.PartitionExecutionImpl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the partitions of one step execution came to: as their workers say, unless the coordinator knows better. */
final class PartitionEnds {

    private static final Logger log = LoggerFactory.getLogger(PartitionEnds.class);

    private final StepKey step;
    private final DispatchServices services;
    private final PartitionTasks tasks;
    private final long executionId;
    private final Map<Integer, RemoteFailure> refusedData = new ConcurrentHashMap<>();

    PartitionEnds(StepKey step, DispatchServices services, PartitionTasks tasks, long executionId) {
        this.step = step;
        this.services = services;
        this.tasks = tasks;
        this.executionId = executionId;
    }

    /** Collector data of a partition could not be read. */
    void refuse(int partition, RemoteFailure why) {
        refusedData.put(partition, why);
    }

    /** Stores an end, and gives it as it is to be told to JBeret. */
    PartitionEvent.Ended stored(PartitionEvent.Ended received, @Nullable PartitionExecutionImpl partition) {
        if (received.isUntold()) {
            PartitionEvent.Ended event = whereItStood(received, partition);
            services.attempts().givenUp(event);
            return event;
        }
        if (PartitionHistory.wasLostTooOften(received)) {
            PartitionHistory history = new PartitionHistory(services.attempts(), services.exits());
            PartitionEvent.Ended event = received.withFailure(history.told(received, executionId));
            services.attempts().givenUp(event);
            return event;
        }
        PartitionEvent.Ended event = unlessRefused(received, partition);
        services.attempts().ended(event);
        return event;
    }

    private PartitionEvent.Ended whereItStood(PartitionEvent.Ended event, @Nullable PartitionExecutionImpl partition) {
        try (BrokerSession session = services.broker().connection().session()) {
            PartitionCheckpoint last =
                    checkpoints(session, step).get(event.key().text());
            return last == null
                    ? event.withState(start(event, partition), Map.of())
                    : event.withState(last.state(), last.metrics());
        }
    }

    /** A partition whose data could not be read has failed, whatever it thinks, and must give all of them again. */
    PartitionEvent.Ended unlessRefused(PartitionEvent.Ended event, @Nullable PartitionExecutionImpl partition) {
        RemoteFailure refused = refusedData.get(event.key().partition());
        return refused == null
                ? event
                : new PartitionEvent.Ended(
                        event.key(),
                        event.attempt(),
                        event.worker(),
                        event.at(),
                        BatchStatus.FAILED.name(),
                        BatchStatus.FAILED.name(),
                        start(event, partition),
                        event.metrics(),
                        refused);
    }

    private PartitionState start(PartitionEvent.Ended event, @Nullable PartitionExecutionImpl partition) {
        return partition == null ? event.state() : tasks.start(partition);
    }

    /** The last checkpoints of all partitions that have one that can be read, by {@link dev.procession.messaging.PartitionKey#text()}. */
    static Map<String, PartitionCheckpoint> checkpoints(BrokerSession session, StepKey step) {
        Map<String, PartitionCheckpoint> checkpoints = new HashMap<>();
        try (DeliveryConsumer values = session.browser(Addresses.CHECKPOINTS, Headers.ofStep(step))) {
            for (Delivery value = values.tryReceive(); value != null; value = values.tryReceive()) {
                String partition = String.valueOf(value.envelope().lastValueKey());
                try {
                    checkpoints.put(partition, PartitionCheckpoint.from(value.envelope()));
                } catch (UnreadableMessageException e) {
                    log.error(
                            "the checkpoint of partition {} cannot be read here; if it has not ended, it goes on from where this execution found it: {}",
                            partition,
                            e.getMessage());
                }
            }
        }
        return checkpoints;
    }
}
