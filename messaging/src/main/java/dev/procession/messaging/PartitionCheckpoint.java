// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.util.Map;

/**
 * The last committed progress of an unfinished partition, kept by the broker under {@link PartitionKey#text()}.
 *
 * @param attempt the attempt that committed it, from 1
 * @param charged attempts that began and are not accounted for otherwise: what the attempt limit counts; an attempt that was
 *     handed back in order is not among them
 * @param state where a successor goes on
 * @param metrics counts so far, over all attempts
 */
public record PartitionCheckpoint(int attempt, int charged, PartitionState state, Map<String, Long> metrics) {

    /** Kind of the messages that carry this record. */
    public static final String KIND = "checkpoint";

    private static final int VERSION = PartitionState.COUNTING_VERSION;

    /**
     * Where the next attempt starts, and which one it is. The count here is exact across restarts of the broker, but misses processes
     * that died before their first commit; the broker's count of deliveries has those.
     *
     * @param deliveries how often the broker says that it has delivered the task
     */
    public PartitionCheckpoint next(int deliveries) {
        int handedBack = attempt - charged;
        int nextCharged = Math.max(charged + 1, deliveries - handedBack);
        return new PartitionCheckpoint(nextCharged + handedBack, nextCharged, state, metrics);
    }

    /** The durable message that replaces the partition's previous checkpoint. */
    public Envelope toEnvelope(PartitionKey key) {
        WireWriter out = new WireWriter();
        write(out);
        return Envelope.durable(KIND, VERSION, out.toBytes())
                .header(Headers.STEP, key.step().text())
                .lastValueKey(key.text());
    }

    /**
     * Reads a checkpoint from its message.
     *
     * @throws UnreadableMessageException if the message is of another kind or of a later version
     */
    public static PartitionCheckpoint from(Envelope envelope) {
        return read(envelope.open(KIND, VERSION), envelope.version());
    }

    /** Whether a message that carries a checkpoint was written by a program of a later version, which reads it. */
    public static boolean isLaterVersion(Envelope envelope) {
        return envelope.kind().equals(KIND) && envelope.version() > VERSION;
    }

    /** Writes it as a part of something else. */
    public void write(WireWriter out) {
        out.int32(attempt).int32(charged);
        state.write(out);
        out.counts(metrics);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param version 2, or 1 if it was written by a program that did not know of counters
     */
    public static PartitionCheckpoint read(WireReader in, int version) {
        return new PartitionCheckpoint(in.int32(), in.int32(), PartitionState.read(in, version), in.counts());
    }
}
