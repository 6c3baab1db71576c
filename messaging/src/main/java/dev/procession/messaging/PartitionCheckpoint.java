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

    private static final int VERSION = 1;

    /** The durable message that replaces the partition's previous checkpoint. */
    public Envelope toEnvelope(PartitionKey key) {
        WireWriter out = new WireWriter();
        out.int32(attempt).int32(charged);
        state.write(out);
        out.counts(metrics);
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
        WireReader in = envelope.open(KIND, VERSION);
        return new PartitionCheckpoint(in.int32(), in.int32(), PartitionState.read(in), in.counts());
    }
}
