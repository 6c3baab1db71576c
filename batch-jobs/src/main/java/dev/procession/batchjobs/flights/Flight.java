// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** One row of the input. Delay in minutes, negative if the flight was early; distance in miles; airports as IATA codes. */
record Flight(LocalDateTime date, int delay, int distance, String origin, String destination) {

    static final String HEADER = "date,delay,distance,origin,destination";

    private static final int COLUMNS = 5;

    static boolean isHeader(String line) {
        String withoutByteOrderMark = line.startsWith("\uFEFF") ? line.substring(1) : line;
        return Csv.split(withoutByteOrderMark).equals(Csv.split(HEADER));
    }

    /**
     * Parses one row.
     *
     * @throws InvalidFlightException if a field is missing, too many, or not what its column holds
     */
    static Flight parse(String row) {
        List<String> fields = Csv.split(row);
        if (fields.size() != COLUMNS) {
            throw new InvalidFlightException(fields.size() + " fields instead of " + COLUMNS);
        }
        int distance = wholeNumber("distance", fields.get(2));
        if (distance < 0) {
            throw new InvalidFlightException("distance " + distance + " is negative");
        }
        return new Flight(
                date(fields.get(0)),
                wholeNumber("delay", fields.get(1)),
                distance,
                text("origin", fields.get(3)),
                text("destination", fields.get(4)));
    }

    private static int wholeNumber(String column, String field) {
        try {
            return Integer.parseInt(text(column, field));
        } catch (NumberFormatException e) {
            throw new InvalidFlightException(column + " '" + field + "' is not a whole number");
        }
    }

    private static String text(String column, String field) {
        if (field.isBlank()) {
            throw new InvalidFlightException(column + " is missing");
        }
        return field;
    }

    /** The small files have {@code 2001/01/01 00:47}, the large one has microseconds since 1970. */
    private static LocalDateTime date(String field) {
        text("date", field);
        try {
            if (field.indexOf('/') < 0) {
                return LocalDateTime.ofInstant(
                        Instant.EPOCH.plus(Long.parseLong(field), ChronoUnit.MICROS), ZoneOffset.UTC);
            }
            if (field.length() == 16
                    && field.charAt(4) == '/'
                    && field.charAt(7) == '/'
                    && field.charAt(10) == ' '
                    && field.charAt(13) == ':') {
                return LocalDateTime.of(
                        digits(field, 0, 4),
                        digits(field, 5, 7),
                        digits(field, 8, 10),
                        digits(field, 11, 13),
                        digits(field, 14, 16));
            }
        } catch (NumberFormatException | DateTimeException e) {
            // Told below, in the words of the input.
        }
        throw new InvalidFlightException(
                "date '" + field + "' is neither yyyy/MM/dd HH:mm nor microseconds since 1970");
    }

    private static int digits(String field, int from, int to) {
        return Integer.parseInt(field, from, to, 10);
    }
}
