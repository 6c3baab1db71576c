// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import dev.procession.runtime.repository.Jdbc.Row;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The metrics of a step or a partition: always all of them, in this order. */
final class Counts {

    private static final List<String> NAMES = List.of(
            "readCount",
            "writeCount",
            "commitCount",
            "rollbackCount",
            "readSkipCount",
            "processSkipCount",
            "filterCount",
            "writeSkipCount");

    private Counts() {}

    /** From the columns of {@code STEP_EXECUTION}, whose names are these in capitals. */
    static Map<String, Long> ofColumns(Row row) throws SQLException {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String name : NAMES) {
            counts.put(name, row.int64(name.toUpperCase(Locale.ROOT)));
        }
        return counts;
    }

    static @Nullable Map<String, Long> ofJson(@Nullable String json) {
        return json == null ? null : sum(List.of(Json.counts(json)));
    }

    static Map<String, Long> sum(Iterable<Map<String, Long>> parts) {
        Map<String, Long> sum = new LinkedHashMap<>();
        NAMES.forEach(name -> sum.put(name, 0L));
        parts.forEach(part -> part.forEach((name, count) -> sum.merge(name, count, Long::sum)));
        return sum;
    }
}
