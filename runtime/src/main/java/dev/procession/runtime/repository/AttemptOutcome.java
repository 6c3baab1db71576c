// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

/** What became of an attempt to run a partition. */
public enum AttemptOutcome {
    /** A worker has it. */
    RUNNING,
    /** The partition ended COMPLETED in it. */
    COMPLETED,
    /** The partition ended FAILED in it. */
    FAILED,
    /** The partition was stopped in it. */
    STOPPED,
    /** The worker died, lost its connection, or could not commit. */
    LOST,
    /** The worker handed the partition back at a checkpoint, because it was to end. */
    RETURNED
}
