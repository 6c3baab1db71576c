// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

/**
 * What holds for a partitioned step that says nothing else by step property or job parameter.
 *
 * @param remote whether partitions run in workers rather than in threads of the coordinator
 * @param ownProcess whether each partition runs in a JVM of its own
 * @param maxAttempts how many workers may lose a partition before it fails
 */
public record PartitionDefaults(boolean remote, boolean ownProcess, int maxAttempts) {

    /** Step property, job parameter and setting: {@code remote} or {@code local}. */
    public static final String PARTITIONS = "procession.partitions";

    /** Step property, job parameter and setting: {@code process} or {@code none}. */
    public static final String ISOLATION = "procession.isolation";

    /** Step property, job parameter and setting: a number of attempts. */
    public static final String ATTEMPTS = "procession.attempts";
}
