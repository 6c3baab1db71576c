// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

/** How a slot got rid of a task. */
enum TaskOutcome {
    /** It is done, and its message gone. */
    COMPLETED,
    /** The handler gave it back. */
    HANDED_BACK,
    /** The handler failed; the task went back to the broker. */
    FAILED,
    /** The lease was lost; the broker has given the task to somebody else, or will. */
    LOST,
    /** Nobody can ever run it; it went to the dead letters. */
    DEAD_LETTER
}
