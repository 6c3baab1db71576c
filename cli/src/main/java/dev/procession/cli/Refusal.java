// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.operations.JobExecutionAlreadyCompleteException;
import jakarta.batch.operations.JobExecutionIsRunningException;
import jakarta.batch.operations.JobExecutionNotMostRecentException;
import jakarta.batch.operations.JobExecutionNotRunningException;
import jakarta.batch.operations.NoSuchJobExecutionException;

/** What a job operator says no to, for the person who asked. */
final class Refusal {

    private Refusal() {}

    /**
     * The error to show.
     *
     * @param verb what was asked for: restart, stop, abandon
     */
    static RuntimeException of(BatchRuntimeException refused, String verb, long execution) {
        String subject = "execution " + execution;
        if (refused instanceof NoSuchJobExecutionException) {
            return new UsageException("there is no " + subject + "; 'procession jobs' lists those there are", refused);
        }
        if (refused instanceof JobExecutionAlreadyCompleteException) {
            return new UsageException(subject + " is COMPLETED; there is nothing to " + verb, refused);
        }
        if (refused instanceof JobExecutionNotMostRecentException) {
            return new UsageException(
                    subject + " was restarted already; " + verb
                            + " the latest one of its instance, as 'procession jobs' shows it",
                    refused);
        }
        if (refused instanceof JobExecutionNotRunningException) {
            return new UsageException(
                    subject + " is not running; there is nothing to " + verb + ", see: procession show " + execution,
                    refused);
        }
        if (refused instanceof JobExecutionIsRunningException) {
            return new UsageException(
                    subject + " is running; stop it first: procession stop " + execution + " --wait", refused);
        }
        return Failure.of(refused).code() == ExitCode.USAGE
                ? new UsageException(subject + " cannot be " + participle(verb) + ": " + refused.getMessage(), refused)
                : refused;
    }

    private static String participle(String verb) {
        return verb.equals("stop") ? "stopped" : verb + "ed";
    }
}
