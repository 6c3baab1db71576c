// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import org.jspecify.annotations.Nullable;

/** The coordinator cannot start or go on: its state directory, its broker, its repository or its workers. */
public final class CoordinatorException extends RuntimeException {

    /** With what is wrong, the value that is wrong, and the next step. */
    public CoordinatorException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
