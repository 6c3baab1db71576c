// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Points in time in the zone of the person who reads them. */
final class Times {

    private static final DateTimeFormatter DATE_AND_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private final ZoneId zone;

    Times(ZoneId zone) {
        this.zone = zone;
    }

    String dateAndTime(@Nullable Instant instant) {
        return instant == null ? "-" : DATE_AND_TIME.format(instant.atZone(zone));
    }

    String time(@Nullable Instant instant) {
        return instant == null ? "-" : TIME.format(instant.atZone(zone));
    }

    /** From the one to the other, or a dash if one is not known. */
    static String between(@Nullable Instant start, @Nullable Instant end) {
        return start == null || end == null ? "-" : Quantities.duration(Duration.between(start, end));
    }

    /** Says which zone the times are in. */
    String note() {
        return "Times are in " + zone.getId() + ".";
    }
}
