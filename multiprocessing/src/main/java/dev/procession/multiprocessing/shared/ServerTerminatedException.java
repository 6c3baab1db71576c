// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

/**
 * The process that had taken a call of a service ended, or lost its broker, before it had answered. The call may have had an effect, so nobody else runs it,
 * unless it is {@link Idempotent}.
 */
public final class ServerTerminatedException extends ServiceException {

    ServerTerminatedException(String message) {
        super(message, null);
    }
}
