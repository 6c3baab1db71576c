// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

/** The user asked for something that cannot be; the message says what, and what could be asked for instead. */
final class UsageException extends RuntimeException {

    UsageException(String message) {
        super(message);
    }

    UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
