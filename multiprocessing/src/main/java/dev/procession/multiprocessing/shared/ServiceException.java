// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import org.jspecify.annotations.Nullable;

/** A call of a service has no result. */
public abstract sealed class ServiceException extends RuntimeException
        permits ServiceFailedException, ServiceTimeoutException, ServerTerminatedException {

    ServiceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
