// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.operations.JobExecutionAlreadyCompleteException;
import jakarta.batch.operations.JobExecutionIsRunningException;
import jakarta.batch.operations.JobExecutionNotMostRecentException;
import jakarta.batch.operations.JobExecutionNotRunningException;
import jakarta.batch.operations.JobRestartException;
import jakarta.batch.operations.JobStartException;
import jakarta.batch.operations.NoSuchJobExecutionException;
import java.util.Map;
import java.util.function.Function;

/** The exceptions of a job operator (Jakarta Batch 2.1, section 10.9) on their way from a coordinator to a command: by name and text. */
final class BatchFailures {

    private static final String OTHER = "FAILED";

    private static final Map<String, Function<String, BatchRuntimeException>> KNOWN = Map.of(
            "NoSuchJobExecutionException", NoSuchJobExecutionException::new,
            "JobExecutionNotRunningException", JobExecutionNotRunningException::new,
            "JobExecutionIsRunningException", JobExecutionIsRunningException::new,
            "JobExecutionAlreadyCompleteException", JobExecutionAlreadyCompleteException::new,
            "JobExecutionNotMostRecentException", JobExecutionNotMostRecentException::new,
            "JobRestartException", JobRestartException::new,
            "JobStartException", JobStartException::new);

    private BatchFailures() {}

    static CoordinatorRequest.Reply reply(RuntimeException failure) {
        String name = failure.getClass().getSimpleName();
        return new CoordinatorRequest.Reply(
                KNOWN.containsKey(name) ? name : OTHER,
                failure.getMessage() == null ? failure.toString() : failure.getMessage());
    }

    static RuntimeException exception(CoordinatorRequest.Reply reply) {
        Function<String, BatchRuntimeException> known = KNOWN.get(reply.outcome());
        return known == null ? new CoordinatorException(reply.text(), null) : known.apply(reply.text());
    }
}
