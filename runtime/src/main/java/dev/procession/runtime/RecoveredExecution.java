// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import org.jspecify.annotations.Nullable;

/**
 * What was done with an execution that ended with its coordinator.
 *
 * @param executionId the execution
 * @param jobName its job
 * @param restartedAs the execution that continues it, or null
 * @param refusal why there is none, or null
 */
public record RecoveredExecution(
        long executionId,
        String jobName,
        @Nullable Long restartedAs,
        @Nullable String refusal) {}
