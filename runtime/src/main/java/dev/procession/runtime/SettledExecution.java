// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

/**
 * An execution that was left by a coordinator that died; it is FAILED now and can be restarted.
 *
 * @param executionId its id
 * @param jobName its job
 * @param coordinator who left it, for people to read
 * @param reached where it was then, for people to read, such as {@code step 'count', 1 of 4 partitions completed}
 */
public record SettledExecution(long executionId, String jobName, String coordinator, String reached) {

    /** What happened to it, for a line that begins with the execution. */
    public String text() {
        return "was left by " + coordinator + ", which died, in " + reached;
    }
}
