// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order to run one partition, from the coordinator to whichever worker slot takes it.
 *
 * <p>It is complete: a worker needs nothing else but the classes of the job's artifacts. The step travels as a standard Job
 * XML with this one step in it, all properties resolved, so that job inheritance, flows, system properties of the coordinator
 * and jobs built in Java are all the same to a worker.
 *
 * @param key which partition
 * @param instanceId job instance
 * @param executionId job execution
 * @param jobName name of the job, as in the Job XML
 * @param stepName name of the step, as in the Job XML
 * @param stepXml a Job XML that holds this step alone
 * @param jobParameters parameters of the job execution
 * @param start where to start when the broker has no checkpoint of this partition
 * @param maxAttempts how many workers may lose this partition before it fails
 * @param lineage id of the first of the step executions that this one continues: its own if it continues none
 * @param ownProcess whether the partition runs in a JVM that is started for it and ends with it
 */
public record PartitionTask(
        PartitionKey key,
        long instanceId,
        long executionId,
        String jobName,
        String stepName,
        String stepXml,
        Map<String, String> jobParameters,
        PartitionState start,
        int maxAttempts,
        long lineage,
        boolean ownProcess) {

    /** Kind of the messages that carry this record. */
    public static final String KIND = "partition";

    /** Kind of the messages that take the place of a task; no worker receives them. */
    public static final String WITHDRAWAL = "withdrawal";

    private static final String DUPLICATE_ID = "task:";

    /** The newest version of the message that this one can read. */
    public static final int VERSION = PartitionState.COUNTING_VERSION;

    /** The durable message that carries this task; the broker takes it once, however often it is sent. */
    public Envelope toEnvelope() {
        WireWriter out = new WireWriter();
        key.write(out);
        out.int64(instanceId)
                .int64(executionId)
                .string(jobName)
                .string(stepName)
                .string(stepXml)
                .strings(jobParameters);
        start.write(out);
        out.int32(maxAttempts).int64(lineage).bool(ownProcess);
        Envelope envelope = Envelope.durable(KIND, VERSION, out.toBytes())
                .header(Headers.STEP, key.step().text())
                .duplicateId(duplicateId(key));
        return ownProcess ? envelope.header(Headers.OWN_PROCESS, "true") : envelope;
    }

    /**
     * A message that takes the place of a partition's task: if the broker accepts it, the task was never sent, and never can be.
     * No worker receives it.
     */
    public static Envelope withdrawal(PartitionKey key) {
        return Envelope.durable(WITHDRAWAL, 1, new byte[0])
                .header(Headers.STEP, key.step().text())
                .duplicateId(duplicateId(key));
    }

    private static String duplicateId(PartitionKey key) {
        return DUPLICATE_ID + key.text();
    }

    /** Which partition a task or a withdrawal is for, also where its body cannot be read; null if it does not say. */
    public static @Nullable PartitionKey keyOf(Envelope envelope) {
        String id = envelope.duplicateId();
        return id == null || !id.startsWith(DUPLICATE_ID)
                ? null
                : PartitionKey.parse(id.substring(DUPLICATE_ID.length()));
    }

    /**
     * Reads a task from its message.
     *
     * @throws UnreadableMessageException if the message is of another kind or of a later version
     */
    public static PartitionTask from(Envelope envelope) {
        WireReader in = envelope.open(KIND, VERSION);
        return new PartitionTask(
                PartitionKey.read(in),
                in.int64(),
                in.int64(),
                in.string(),
                in.string(),
                in.string(),
                in.strings(),
                PartitionState.read(in, envelope.version()),
                in.int32(),
                in.int64(),
                in.bool());
    }
}
