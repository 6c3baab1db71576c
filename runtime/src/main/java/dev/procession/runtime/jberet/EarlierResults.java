// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;
import dev.procession.messaging.PartitionCheckpoint;
import dev.procession.messaging.PartitionEvent;
import dev.procession.messaging.PartitionKey;
import dev.procession.messaging.PartitionState;
import dev.procession.messaging.StepKey;
import dev.procession.runtime.repository.AttemptStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What earlier executions of a step left on the broker because their coordinator died before the step had ended: a step that ended has no
 * result queue any more.
 *
 * <p>Every event of such a queue was committed together with the checkpoint that it belongs to. So its collector data, the ended partitions'
 * results and the others' checkpoints add up to one state, whenever the coordinator died.
 */
public final class EarlierResults {

    private static final int WINDOW_BYTES = 1024 * 1024;

    private final List<StepKey> steps;
    private final List<PartitionEvent.Collected> collected = new ArrayList<>();
    private final Map<Integer, PartitionEvent.Ended> ended = new HashMap<>();
    private final Map<Integer, PartitionState> checkpoints = new HashMap<>();

    private EarlierResults(List<StepKey> steps) {
        this.steps = steps;
    }

    /**
     * Looks at the queues of earlier executions of a step, and takes nothing.
     *
     * @param steps the earlier executions, oldest first
     */
    public static EarlierResults read(BrokerSession session, List<StepKey> steps) {
        EarlierResults results = new EarlierResults(steps.stream()
                .filter(step -> session.queueExists(Addresses.resultQueue(step)))
                .toList());
        for (StepKey step : results.steps) {
            forEachEvent(session, step, results::add);
            try (DeliveryConsumer values = session.browser(Addresses.CHECKPOINTS, Headers.ofStep(step))) {
                for (Delivery value = values.tryReceive(); value != null; value = values.tryReceive()) {
                    results.addCheckpoint(step, value.envelope());
                }
            }
        }
        return results;
    }

    private static void forEachEvent(BrokerSession session, StepKey step, Consumer<PartitionEvent> action) {
        session.browseAll(Addresses.resultQueue(step), message -> {
            PartitionEvent event = PartitionInbox.read(step, message.envelope());
            if (event != null) {
                action.accept(event);
            }
        });
    }

    /**
     * Writes down what a coordinator did not hear of a step before it died: attempts, ends, and how far the partitions came that did not end. May be
     * repeated.
     */
    public static void record(BrokerSession session, StepKey step, AttemptStore attempts) {
        Map<String, PartitionCheckpoint> last = PartitionEnds.checkpoints(session, step);
        last.forEach((text, checkpoint) -> {
            PartitionKey key = PartitionKey.parse(text);
            if (key != null) {
                attempts.reached(key, checkpoint.metrics());
            }
        });
        if (session.queueExists(Addresses.resultQueue(step))) {
            forEachEvent(session, step, event -> record(event, last, attempts));
        }
    }

    private static void record(PartitionEvent event, Map<String, PartitionCheckpoint> last, AttemptStore attempts) {
        if (event instanceof PartitionEvent.Started started) {
            attempts.started(started);
        } else if (event instanceof PartitionEvent.Returned returned) {
            attempts.returned(returned);
        } else if (event instanceof PartitionEvent.Lost lost) {
            attempts.lost(lost);
        } else if (event instanceof PartitionEvent.Ended end) {
            PartitionCheckpoint checkpoint = last.get(end.key().text());
            if (end.isUntold() && checkpoint != null) {
                attempts.givenUp(end.withState(checkpoint.state(), checkpoint.metrics()));
            } else if (end.isUntold() || PartitionHistory.wasLostTooOften(end)) {
                attempts.givenUp(end);
            } else {
                attempts.ended(end);
            }
        }
    }

    private void add(PartitionEvent event) {
        if (event instanceof PartitionEvent.Collected data) {
            collected.add(data);
        } else if (event instanceof PartitionEvent.Started started) {
            ended.remove(started.key().partition()); // an earlier execution had stopped it: a later one went on
        } else if (event instanceof PartitionEvent.Ended end) {
            ended.put(end.key().partition(), end);
        }
    }

    private void addCheckpoint(StepKey step, Envelope value) {
        PartitionKey key = PartitionKey.parse(String.valueOf(value.lastValueKey()));
        if (key != null && key.step().equals(step)) {
            checkpoints.put(key.partition(), PartitionCheckpoint.from(value).state());
        }
    }

    /** Removes what an execution of a step has on the broker. */
    public static void remove(BrokerSession session, StepKey step) {
        session.deleteQueue(Addresses.resultQueue(step));
        takeCheckpoints(session, step, WINDOW_BYTES); // fast, but may be told too early that there is no more
        takeCheckpoints(session, step, 0);
        session.commit();
    }

    private static void takeCheckpoints(BrokerSession session, StepKey step, int windowBytes) {
        try (DeliveryConsumer checkpoints =
                session.consumer(Addresses.CHECKPOINTS, Headers.ofStep(step), windowBytes)) {
            for (Delivery delivery = checkpoints.tryReceive(); delivery != null; delivery = checkpoints.tryReceive()) {
                delivery.acknowledge();
            }
        }
    }

    /** The earlier executions that left something, oldest first. */
    List<StepKey> steps() {
        return steps;
    }

    /** Collector data, in the order in which it was committed. */
    List<PartitionEvent.Collected> collected() {
        return collected;
    }

    /** The result of a partition that completed, or null. */
    PartitionEvent.@Nullable Ended completed(int partition) {
        PartitionEvent.Ended end = ended.get(partition);
        return end != null && end.batchStatus().equals("COMPLETED") ? end : null;
    }

    /** The partitions that completed. */
    public List<Integer> completed() {
        return ended.keySet().stream()
                .filter(partition -> completed(partition) != null)
                .toList();
    }

    /** The partitions that ended, in whatever way. */
    public List<Integer> ended() {
        return List.copyOf(ended.keySet());
    }

    /** Whether anything is known here that a partition did. */
    public boolean isBegun(int partition) {
        return ended.containsKey(partition) || checkpoints.containsKey(partition);
    }

    /** Where a partition stood that did not complete, or null if that is not known here. */
    @Nullable
    PartitionState state(int partition) {
        PartitionEvent.Ended end = ended.get(partition);
        return end != null && !end.isUntold() ? end.state() : checkpoints.get(partition);
    }
}
