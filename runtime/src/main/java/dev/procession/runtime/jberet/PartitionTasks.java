// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.ObjectSerializer;
import dev.procession.messaging.PartitionKey;
import dev.procession.messaging.PartitionState;
import dev.procession.messaging.PartitionTask;
import dev.procession.messaging.StepKey;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jberet.runtime.PartitionExecutionImpl;
import org.jberet.runtime.context.JobContextImpl;
import org.jberet.runtime.context.StepContextImpl;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tasks of one step execution's partitions.
 *
 * @param counters what the partitions had counted when the step began, as the repository has it
 */
record PartitionTasks(
        StepKey step,
        long lineage,
        StepOptions options,
        ObjectSerializer serializer,
        EarlierResults earlier,
        Map<Integer, Map<String, Long>> counters) {

    PartitionTask task(StepContextImpl context, PartitionExecutionImpl partition) {
        JobContextImpl job = context.getJobContext();
        return new PartitionTask(
                new PartitionKey(step, partition.getPartitionId()),
                job.getInstanceId(),
                job.getExecutionId(),
                job.getJobName(),
                context.getStepName(),
                StepXml.write(job.getJob(), context.getStep()),
                strings(job.getJobParameters()),
                start(partition),
                options.maxAttempts(),
                lineage,
                options.ownProcess());
    }

    /** Where the partition goes on: what a dead coordinator's execution left on the broker is newer than the repository. */
    PartitionState start(PartitionExecutionImpl partition) {
        PartitionState left = earlier.state(partition.getPartitionId());
        return left != null
                ? left
                : new PartitionState(
                        bytes(partition.getPersistentUserData(), "the persistent user data"),
                        bytes(partition.getReaderCheckpointInfo(), "the reader's checkpoint"),
                        bytes(partition.getWriterCheckpointInfo(), "the writer's checkpoint"),
                        counters.getOrDefault(partition.getPartitionId(), Map.of()));
    }

    private byte @Nullable [] bytes(@Nullable Serializable object, String what) {
        return serializer.toBytes(object, what);
    }

    private static Map<String, String> strings(@Nullable Properties properties) {
        Map<String, String> strings = new HashMap<>();
        if (properties != null) {
            for (String name : properties.stringPropertyNames()) {
                strings.put(name, properties.getProperty(name));
            }
        }
        return strings;
    }
}
