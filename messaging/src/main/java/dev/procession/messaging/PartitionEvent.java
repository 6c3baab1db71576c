// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a worker reports about a partition, on the result queue of its step execution. */
public sealed interface PartitionEvent {

    /** Kind of the messages that carry these records. */
    String KIND = "partition-event";

    /** Which partition. */
    PartitionKey key();

    /** Which attempt, from 1. */
    int attempt();

    /** A worker took the partition: the first commit of an attempt. */
    record Started(PartitionKey key, int attempt, WorkerIdentity worker, Instant at) implements PartitionEvent {}

    /**
     * Data of the partition collector, committed with the chunk that it belongs to.
     *
     * @param sequence position among the data of this attempt, from 0
     * @param data the serialised object
     */
    @SuppressWarnings("ArrayRecordComponent") // opaque bytes; nobody compares events
    record Collected(PartitionKey key, int attempt, long sequence, byte[] data) implements PartitionEvent {}

    /** The worker gave the partition back after a checkpoint, because it is to end; another attempt follows. */
    record Returned(PartitionKey key, int attempt, WorkerIdentity worker, Instant at) implements PartitionEvent {}

    /**
     * A process that ran the partition ended without handing it back, as whoever started the process saw; another attempt follows.
     *
     * @param worker the process
     * @param exitCode what it ended with, null if a signal ended it
     * @param signal name of the signal that ended it, such as {@code SIGKILL}
     * @param lastLines the last it printed
     */
    record Lost(
            PartitionKey key,
            int attempt,
            WorkerIdentity worker,
            Instant at,
            @Nullable Integer exitCode,
            @Nullable String signal,
            String lastLines)
            implements PartitionEvent {}

    /**
     * The partition ended; there is no further attempt.
     *
     * @param attempt which one, or 0 if the partition is given up without a word of an attempt's own: see {@link #untold}
     * @param batchStatus name of a {@code jakarta.batch.runtime.BatchStatus}: COMPLETED, FAILED or STOPPED
     * @param state the last checkpoint, for a restart
     * @param metrics counts over all attempts
     * @param failure why it failed
     */
    record Ended(
            PartitionKey key,
            int attempt,
            WorkerIdentity worker,
            Instant at,
            String batchStatus,
            @Nullable String exitStatus,
            PartitionState state,
            Map<String, Long> metrics,
            @Nullable RemoteFailure failure)
            implements PartitionEvent {

        /** An end of which nothing is known but that there will be no other; its state and counts say nothing. */
        public static Ended untold(PartitionKey key, WorkerIdentity worker, Instant at, Throwable reason) {
            return new Ended(
                    key, 0, worker, at, "FAILED", "FAILED", PartitionState.INITIAL, Map.of(), RemoteFailure.of(reason));
        }

        /** Whether the partition stands where its last checkpoint does, which this event does not know. */
        public boolean isUntold() {
            return attempt == 0;
        }

        /** The same end of a partition that stands elsewhere. */
        public Ended withState(PartitionState where, Map<String, Long> counts) {
            return new Ended(key, attempt, worker, at, batchStatus, exitStatus, where, counts, failure);
        }

        /** The same end for another reason. */
        public Ended withFailure(RemoteFailure why) {
            return new Ended(key, attempt, worker, at, batchStatus, exitStatus, state, metrics, why);
        }
    }

    /** The durable message that carries this event. */
    default Envelope toEnvelope() {
        return PartitionEventCodec.encode(this);
    }

    /**
     * The end that a message tells which {@link #from} refuses; null if it does not tell the end of a partition.
     *
     * @param at when it was received
     */
    static PartitionEvent.@Nullable Ended unreadableEnd(
            Envelope envelope, Instant at, UnreadableMessageException reason) {
        return PartitionEventCodec.unreadableEnd(envelope, at, reason);
    }

    /**
     * Reads an event from its message.
     *
     * @throws UnreadableMessageException if the message is of another kind or of a later version
     */
    static PartitionEvent from(Envelope envelope) {
        return PartitionEventCodec.decode(envelope);
    }
}
