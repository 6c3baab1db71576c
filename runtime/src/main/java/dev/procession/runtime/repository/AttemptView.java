// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a worker to run a partition.
 *
 * @param attempt number from 1
 * @param worker name of the worker
 * @param host its machine
 * @param pid its process id there
 * @param start when the worker took the partition
 * @param end when it ended, or was found to have ended
 * @param outcome what became of it
 * @param exitCode exit code of the worker, if it ended with this attempt and we started it
 * @param signal the signal that ended the worker, such as {@code SIGKILL}
 * @param metrics counts of the partition when the attempt ended, all attempts so far included
 */
public record AttemptView(
        int attempt,
        String worker,
        String host,
        long pid,
        @Nullable Instant start,
        @Nullable Instant end,
        AttemptOutcome outcome,
        @Nullable Integer exitCode,
        @Nullable String signal,
        @Nullable Map<String, Long> metrics) {}
