// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers.spi;

import dev.procession.messaging.WorkerIdentity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a process that ran tasks: a worker, or one started for a single task.
 *
 * @param worker which incarnation
 * @param exitCode what the process ended with, null if a signal ended it
 * @param signal number of the signal that ended it, or null
 * @param wanted whether whoever started it told it to end
 * @param lastLogLines the last it printed
 */
public record WorkerExit(
        WorkerIdentity worker,
        @Nullable Integer exitCode,
        @Nullable Integer signal,
        boolean wanted,
        List<String> lastLogLines) {

    private static final int SIGNALLED = 128;
    private static final int LAST_SIGNAL = 64;

    /** From what the JDK says of a process: it reports signal N as 128+N, as shells do. */
    public static WorkerExit of(WorkerIdentity worker, int status, boolean wanted, List<String> lastLogLines) {
        boolean signalled = status > SIGNALLED && status <= SIGNALLED + LAST_SIGNAL;
        return new WorkerExit(
                worker,
                signalled ? null : status,
                signalled ? status - SIGNALLED : null,
                wanted,
                List.copyOf(lastLogLines));
    }

    /** {@code exit code N} or {@code signal N}. */
    public String cause() {
        return signal == null ? "exit code " + exitCode : "signal " + signal;
    }
}
