// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import jakarta.batch.runtime.BatchStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step execution.
 *
 * @param stepExecutionId its id
 * @param name id of the step in the Job XML
 * @param batchStatus its status
 * @param exitStatus its exit status
 * @param exception why it failed, as a stack trace; a long one is cut to its first and its last cause
 * @param metrics its counts; those of its ended partitions while a partitioned step runs
 * @param counters what its code has counted, summed over the partitions as far as they have ended, by name
 * @param partitions in order; empty for a step without partitions
 */
public record StepView(
        long stepExecutionId,
        String name,
        BatchStatus batchStatus,
        @Nullable String exitStatus,
        @Nullable String exception,
        Map<String, Long> metrics,
        Map<String, Long> counters,
        List<PartitionView> partitions) {}
