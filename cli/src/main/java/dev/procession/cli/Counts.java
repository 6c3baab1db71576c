// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Items of a step or partition (Jakarta Batch 2.1, section 10.9.7).
 *
 * @param read items read
 * @param written items written
 * @param skipped items skipped in reading, processing or writing
 */
record Counts(long read, long written, long skipped) {

    static final Counts NONE = new Counts(0, 0, 0);

    static Counts of(@Nullable Map<String, Long> metrics) {
        return metrics == null
                ? NONE
                : new Counts(
                        metrics.getOrDefault("readCount", 0L),
                        metrics.getOrDefault("writeCount", 0L),
                        metrics.getOrDefault("readSkipCount", 0L)
                                + metrics.getOrDefault("processSkipCount", 0L)
                                + metrics.getOrDefault("writeSkipCount", 0L));
    }

    Counts plus(Counts other) {
        return new Counts(read + other.read, written + other.written, skipped + other.skipped);
    }

    boolean isNone() {
        return equals(NONE);
    }

    @Override
    public String toString() {
        return Quantities.count(read) + " read, " + Quantities.count(written) + " written, " + Quantities.count(skipped)
                + " skipped";
    }
}
