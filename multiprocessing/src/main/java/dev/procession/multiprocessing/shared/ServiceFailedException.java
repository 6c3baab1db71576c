// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.RemoteFailure;

/**
 * The implementation of a service threw something, or could not be called. The message names what it was; the cause has the stack trace of
 * there. Both are text: the exception itself does not travel, since its class may be unknown here.
 */
public final class ServiceFailedException extends ServiceException {

    private final transient RemoteFailure failure;

    ServiceFailedException(String service, long pid, RemoteFailure failure) {
        super(
                failure.summary() + " (thrown by " + service + " in process " + pid + ")",
                failure.asCause("process " + pid));
        this.failure = failure;
    }

    /** Name of the class of what was thrown. */
    public String className() {
        return failure.className();
    }

    /** Message of what was thrown, empty if it had none. */
    public String remoteMessage() {
        return failure.messageOrEmpty();
    }

    /** The stack trace there, as {@link Throwable#printStackTrace()} prints it, causes included. */
    public String remoteStackTrace() {
        return failure.stackTrace();
    }
}
