// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a task may hold its slot for nothing. They travel as headers, so that the worker heeds them whatever the task is.
 *
 * @param soft after so long without a commit the task is asked to end; null for never
 * @param hard after so long without a commit the process that runs it is ended; null for never
 * @param stopGrace after it was told to stop, how long until the process that runs it is ended; null for never
 */
public record TaskLimits(
        @Nullable Duration soft,
        @Nullable Duration hard,
        @Nullable Duration stopGrace) {

    /** No limits. */
    public static final TaskLimits NONE = new TaskLimits(null, null, null);

    /** The message with these limits. */
    public Envelope mark(Envelope task) {
        return mark(
                mark(mark(task, Headers.SOFT_LIMIT, soft), Headers.HARD_LIMIT, hard), Headers.STOP_GRACE, stopGrace);
    }

    private static Envelope mark(Envelope task, String header, @Nullable Duration limit) {
        return limit == null ? task : task.header(header, limit.toString());
    }

    /** The limits of a task. */
    public static TaskLimits of(Envelope task) {
        return new TaskLimits(
                limit(task, Headers.SOFT_LIMIT), limit(task, Headers.HARD_LIMIT), limit(task, Headers.STOP_GRACE));
    }

    private static @Nullable Duration limit(Envelope task, String header) {
        String value = task.header(header);
        return value == null ? null : Duration.parse(value);
    }
}
