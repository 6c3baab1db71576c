// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers.spi;

import dev.procession.messaging.WorkerIdentity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The end of a process that ran tasks: a worker, or one started for a single task.
 *
 * @param worker which incarnation
 * @param exitCode what the process ended with, null if a signal ended it or nobody saw it end
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
    private static final Map<Integer, String> SIGNAL_NAMES = Map.of(
            1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 9, "SIGKILL", 11, "SIGSEGV",
            15, "SIGTERM");

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

    /** Of a process whose host is lost: nobody saw it end. */
    public static WorkerExit ofLost(WorkerIdentity worker) {
        return new WorkerExit(worker, null, null, false, List.of());
    }

    /** {@code exit code N} or the signal's name. */
    public String cause() {
        String name = signalName();
        if (name == null && exitCode == null) {
            return "the loss of its host";
        }
        return name == null ? "exit code " + exitCode : name;
    }

    /** The name of the signal that ended it, such as {@code SIGKILL}, or null. */
    public @Nullable String signalName() {
        return signal == null ? null : SIGNAL_NAMES.getOrDefault(signal, "signal " + signal);
    }
}
