// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

/** A row that is not a flight. The Job XML lists it as skippable: the row is counted, written to the rejects, and left out. */
public final class InvalidFlightException extends RuntimeException {

    /** Without a stack trace, which would be the dearest part of a bad row and says nothing about it. */
    InvalidFlightException(String reason) {
        super(reason, null, false, false);
    }
}
