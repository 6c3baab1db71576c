// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import jakarta.batch.runtime.BatchStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A partition of a step execution.
 *
 * @param partition number from 0
 * @param batchStatus STARTING while no worker has taken it
 * @param exitStatus as its step context had it at the end
 * @param exception why it failed, with the stack trace of the worker
 * @param metrics its counts, all attempts included, once it has ended or its coordinator has died
 * @param attempts in order; empty if it ran in the coordinator
 */
public record PartitionView(
        int partition,
        BatchStatus batchStatus,
        @Nullable String exitStatus,
        @Nullable String exception,
        @Nullable Map<String, Long> metrics,
        List<AttemptView> attempts) {}
