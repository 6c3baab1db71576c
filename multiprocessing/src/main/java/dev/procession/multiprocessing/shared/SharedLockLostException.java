// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

/** A process lost a lock while a thread of it held it. */
public final class SharedLockLostException extends IllegalMonitorStateException {

    /** With the name of the lock in the message. */
    public SharedLockLostException(String message) {
        super(message);
    }
}
