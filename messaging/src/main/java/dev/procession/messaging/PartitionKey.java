// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Identity of a partition across all job repositories that share a broker.
 *
 * @param step the step execution that the partition belongs to
 * @param partition the partition's number, from 0
 */
public record PartitionKey(StepKey step, int partition) {

    private static final Pattern TEXT = Pattern.compile("(.+):([0-9]{1,18}):([0-9]{1,9})");

    /** The form used as last-value key and duplicate id. */
    public String text() {
        return step.text() + ":" + partition;
    }

    /** Reads {@link #text()}; null if it is something else. */
    public static @Nullable PartitionKey parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? new PartitionKey(
                        new StepKey(matcher.group(1), Long.parseLong(matcher.group(2))),
                        Integer.parseInt(matcher.group(3)))
                : null;
    }

    static PartitionKey read(WireReader in) {
        return new PartitionKey(StepKey.read(in), in.int32());
    }

    void write(WireWriter out) {
        step.write(out);
        out.int32(partition);
    }
}
