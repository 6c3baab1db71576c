// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a live worker keeps saying about itself on {@link Addresses#PRESENCE}. It expires unless the worker repeats it.
 *
 * @param worker who
 * @param slots how many tasks it runs at a time
 * @param since when it connected
 * @param ended whether this is its last word: it has ended in order
 * @param running what its slots hold now
 */
public record WorkerPresence(
        WorkerIdentity worker, int slots, Instant since, boolean ended, List<RunningTask> running) {

    /** Kind of the messages that carry this record. */
    public static final String KIND = "presence";

    private static final int VERSION = 1;

    /**
     * A task that a slot holds.
     *
     * @param key identity of the task, {@link PartitionKey#text()} for a partition
     * @param description what people read
     * @param attempt which attempt, from 1
     * @param counts progress so far, such as {@code readCount}
     */
    public record RunningTask(String key, String description, int attempt, Map<String, Long> counts) {}

    /** The message that replaces the worker's previous word and expires after {@code timeToLive}. */
    public Envelope toEnvelope(Duration timeToLive) {
        WireWriter out = new WireWriter();
        worker.write(out);
        out.int32(slots).instant(since).bool(ended).int32(running.size());
        for (RunningTask task : running) {
            out.string(task.key).string(task.description).int32(task.attempt).counts(task.counts);
        }
        return Envelope.transientMessage(KIND, VERSION, out.toBytes())
                .lastValueKey(worker.text())
                .timeToLive(timeToLive);
    }

    /**
     * Reads a presence from its message.
     *
     * @throws UnreadableMessageException if the message is of another kind or of a later version
     */
    public static WorkerPresence from(Envelope envelope) {
        WireReader in = envelope.open(KIND, VERSION);
        WorkerIdentity worker = WorkerIdentity.read(in);
        int slots = in.int32();
        Instant since = in.instant();
        boolean ended = in.bool();
        int size = in.size();
        List<RunningTask> running = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            running.add(new RunningTask(in.string(), in.string(), in.int32(), in.counts()));
        }
        return new WorkerPresence(worker, slots, since, ended, List.copyOf(running));
    }
}
