// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.messaging.MessagingException;
import dev.procession.runtime.CoordinatorException;
import dev.procession.runtime.repository.RepositoryException;
import jakarta.batch.operations.BatchRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * What an exception means to the person at the terminal.
 *
 * @param code what the program ends with
 * @param message one line, or a few
 * @param isBug whether it is nobody's mistake but the program's
 */
record Failure(ExitCode code, String message, boolean isBug) {

    static Failure of(Throwable thrown) {
        if (thrown instanceof UsageException) {
            return new Failure(ExitCode.USAGE, text(thrown), false);
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof CoordinatorException
                    || cause instanceof MessagingException
                    || cause instanceof RepositoryException) {
                return new Failure(ExitCode.INFRASTRUCTURE, text(cause), false);
            }
        }
        if (thrown instanceof BatchRuntimeException) {
            // What the standard lets an operator throw at whoever asks it for something impossible, such as a bad Job
            // XML.
            return new Failure(ExitCode.USAGE, text(thrown), false);
        }
        if (thrown instanceof InterruptedException) {
            return new Failure(ExitCode.STOPPED, "stopped before it had started", false);
        }
        return new Failure(ExitCode.INFRASTRUCTURE, thrown.getClass().getSimpleName() + ": " + text(thrown), true);
    }

    private static String text(Throwable thrown) {
        @Nullable String message = thrown.getMessage();
        return message == null ? thrown.getClass().getName() : message;
    }
}
