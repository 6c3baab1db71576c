// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.RemoteFailure;

/**
 * User code failed in another process. The message names what it threw; the cause has the stack trace of there. Both are text: the
 * exception itself does not travel, since its class may be unknown here.
 */
public final class RemoteTaskException extends MultiprocessingException {

    private final transient RemoteFailure failure;

    RemoteTaskException(String process, RemoteFailure failure) {
        super(failure.summary() + " (thrown in " + process + ")", failure.asCause(process));
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
