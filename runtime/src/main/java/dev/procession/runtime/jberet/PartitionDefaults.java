// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.TaskLimits;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What holds for a partitioned step that says nothing else by step property or job parameter.
 *
 * @param remote whether partitions run in workers rather than in threads of the coordinator
 * @param ownProcess whether each partition runs in a JVM of its own
 * @param maxAttempts how many workers may lose a partition before it fails
 * @param limits for partitions without progress
 */
public record PartitionDefaults(boolean remote, boolean ownProcess, int maxAttempts, TaskLimits limits) {

    /** Step property, job parameter and setting: {@code remote} or {@code local}. */
    public static final String PARTITIONS = "procession.partitions";

    /** Step property, job parameter and setting: {@code process} or {@code none}. */
    public static final String ISOLATION = "procession.isolation";

    /** Step property, job parameter and setting: a number of attempts. */
    public static final String ATTEMPTS = "procession.attempts";

    /** Step property, job parameter and setting: a duration, or {@code none}. */
    public static final String SOFT_LIMIT = "procession.limit.soft";

    /** Step property, job parameter and setting: a duration, or {@code none}. */
    public static final String HARD_LIMIT = "procession.limit.hard";

    /** Step property, job parameter and setting: a duration, or {@code none}. */
    public static final String STOP_GRACE = "procession.stop.grace";

    /** What stands for no limit. */
    public static final String NO_LIMIT = "none";

    private static final Duration LEAST = Duration.ofMillis(500);

    /** A duration such as {@code 30s}, {@code 5m} or {@code PT1H}; empty if the text is none, or shorter than half a second. */
    public static Optional<Duration> duration(String text) {
        String trimmed = text.trim();
        try {
            Duration duration = Duration.parse(trimmed.startsWith("P") ? trimmed : "PT" + trimmed);
            return duration.compareTo(LEAST) >= 0 ? Optional.of(duration) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
