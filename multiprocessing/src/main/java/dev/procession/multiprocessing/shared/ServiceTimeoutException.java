// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

/** A call of a service had no answer within its time: nobody serves it, all who do are busy, or who runs it has not ended. */
public final class ServiceTimeoutException extends ServiceException {

    private final boolean begun;

    ServiceTimeoutException(String message, boolean begun) {
        super(message, null);
        this.begun = begun;
    }

    /** Whether it may have been begun, and may yet take effect. If not, it was withdrawn, and never will. */
    public boolean mayHaveBegun() {
        return begun;
    }
}
