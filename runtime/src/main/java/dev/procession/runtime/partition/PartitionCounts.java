// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.partition;

import java.util.HashMap;
import java.util.Map;

/** The counters of a partition as they are now, by name. Code of a step uses {@link PartitionCounter}. */
public final class PartitionCounts {

    private final Map<String, Long> values = new HashMap<>();

    void add(String name, long count) {
        values.merge(name, count, Long::sum);
    }

    long value(String name) {
        return values.getOrDefault(name, 0L);
    }

    /** All of now. */
    public Map<String, Long> values() {
        return Map.copyOf(values);
    }

    /** Goes back, or on, to what was committed. */
    public void reset(Map<String, Long> committed) {
        values.clear();
        values.putAll(committed);
    }
}
