// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists in batch properties, which are strings. */
final class Values {

    private Values() {}

    static List<String> of(@Nullable String commaSeparated) {
        return commaSeparated == null || commaSeparated.isBlank()
                ? List.of()
                : Stream.of(commaSeparated.split(",", -1)).map(String::strip).toList();
    }

    static List<Integer> numbers(@Nullable String commaSeparated) {
        return of(commaSeparated).stream().map(Integer::valueOf).toList();
    }
}
