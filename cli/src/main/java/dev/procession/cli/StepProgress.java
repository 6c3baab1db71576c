// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.time.Duration;

/**
 * How far one step execution is.
 *
 * @param id id of the step execution
 * @param name the step
 * @param status its batch status
 * @param ended whether that status is final
 * @param elapsed how long it has run
 * @param partitions its partitions
 * @param items items read so far
 */
record StepProgress(
        long id, String name, String status, boolean ended, Duration elapsed, Partitions partitions, long items) {

    /** Partitions of a step by what became of them; the rest of {@code total} has not been taken yet. */
    record Partitions(int total, int done, int running, int failed, int stopped) {

        static final Partitions NONE = new Partitions(0, 0, 0, 0, 0);

        int ended() {
            return done + failed + stopped;
        }

        int waiting() {
            return Math.max(0, total - running - ended());
        }
    }
}
