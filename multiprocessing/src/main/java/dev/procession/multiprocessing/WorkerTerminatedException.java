// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.workers.spi.WorkerExit;
import java.util.List;
import java.util.Optional;

/** The process that ran a task died. Only that task fails; another process takes its place in the pool. */
public final class WorkerTerminatedException extends MultiprocessingException {

    private final transient WorkerExit exit;

    WorkerTerminatedException(String worker, WorkerExit exit) {
        super(
                worker + " (process " + exit.worker().pid() + at(exit) + ") ended with " + exit.cause()
                        + " while it ran the task; the last it printed:" + text(exit.lastLogLines()),
                null);
        this.exit = exit;
    }

    static String at(WorkerExit exit) {
        String host = exit.worker().host();
        return host.equals(ChildJvm.HOST) ? "" : " of host " + host;
    }

    static String text(List<String> lines) {
        return lines.isEmpty() ? " nothing" : "\n" + String.join("\n", lines);
    }

    /** Id of the process. */
    public long pid() {
        return exit.worker().pid();
    }

    /** What the host of the process is called; {@code localhost} if it was a process of this machine. */
    public String host() {
        return exit.worker().host();
    }

    /** What it ended with; -N if signal N ended it. 72 if its host was lost, as of a process whose parent is gone. */
    public int exitCode() {
        return ChildJvm.exitCode(exit);
    }

    /** Name of the signal that ended it, such as {@code SIGKILL}, if one did. */
    public Optional<String> signal() {
        return Optional.ofNullable(exit.signalName());
    }

    /** The last lines that it printed. */
    public List<String> lastLines() {
        return exit.lastLogLines();
    }
}
