// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.batch.runtime.BatchStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job execution, as {@code show} and {@code jobs} print it.
 *
 * @param executionId its id
 * @param instanceId its job instance
 * @param jobName id of the job in the Job XML
 * @param batchStatus its status
 * @param exitStatus its exit status
 * @param createTime when it was submitted
 * @param startTime when it began to run
 * @param endTime when it ended
 * @param parameters its job parameters
 * @param steps in order of their start; null in a listing, which leaves them out
 */
public record ExecutionView(
        long executionId,
        long instanceId,
        String jobName,
        BatchStatus batchStatus,
        @Nullable String exitStatus,
        @Nullable Instant createTime,
        @Nullable Instant startTime,
        @Nullable Instant endTime,
        Map<String, String> parameters,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<StepView> steps) {}
