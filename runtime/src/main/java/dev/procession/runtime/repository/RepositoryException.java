// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import org.jspecify.annotations.Nullable;

/** The job repository cannot be opened, read or written; the message names its URL and the next step. */
public final class RepositoryException extends RuntimeException {

    RepositoryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
