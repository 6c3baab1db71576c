// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

/** Why a worker ended. */
public enum WorkerEnd {
    /** It was told to end, or its parent was gone; its tasks went back to the broker. */
    DRAINED(0),
    /** A task whose lease was lost, or that had exceeded a limit, would not end, so that its slot was lost for good. */
    STUCK(70);

    private final int exitCode;

    WorkerEnd(int exitCode) {
        this.exitCode = exitCode;
    }

    /** What a worker process exits with. */
    public int exitCode() {
        return exitCode;
    }
}
