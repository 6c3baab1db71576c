// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import jakarta.batch.runtime.BatchStatus;

/** What the command ends with. */
enum ExitCode {
    COMPLETED(0),
    FAILED(1),
    USAGE(2),
    STOPPED(3),
    INFRASTRUCTURE(4);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** For an execution that has ended, or has been given up in this status. */
    static ExitCode of(BatchStatus status) {
        return switch (status) {
            case COMPLETED -> COMPLETED;
            case STOPPED -> STOPPED;
            case FAILED, ABANDONED -> FAILED;
            case STARTING, STARTED, STOPPING -> INFRASTRUCTURE;
        };
    }
}
