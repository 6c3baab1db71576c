// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which job instances to delete, with all their executions: those named, or those to which all the rest applies.
 *
 * @param executions an execution of each instance that is to go
 * @param olderThan how long ago the last execution of an instance must have ended; null for any time
 * @param keepLast how many of the newest instances of each job stay; null for none
 * @param dryRun whether only to say what would go
 */
public record PurgeRule(
        List<Long> executions,
        @Nullable Duration olderThan,
        @Nullable Integer keepLast,
        boolean dryRun) {

    /** Copies the list. */
    public PurgeRule {
        executions = List.copyOf(executions);
    }

    Map<String, String> toParameters() {
        Map<String, String> parameters = new TreeMap<>();
        parameters.put("executions", executions.stream().map(String::valueOf).collect(Collectors.joining(",")));
        parameters.put("dryRun", Boolean.toString(dryRun));
        if (olderThan != null) {
            parameters.put("olderThan", olderThan.toString());
        }
        if (keepLast != null) {
            parameters.put("keepLast", keepLast.toString());
        }
        return parameters;
    }

    static PurgeRule from(Map<String, String> parameters) {
        String olderThan = parameters.get("olderThan");
        String keepLast = parameters.get("keepLast");
        return new PurgeRule(
                Arrays.stream(parameters.getOrDefault("executions", "").split(","))
                        .filter(text -> !text.isEmpty())
                        .map(Long::valueOf)
                        .toList(),
                olderThan == null ? null : Duration.parse(olderThan),
                keepLast == null ? null : Integer.valueOf(keepLast),
                Boolean.parseBoolean(parameters.get("dryRun")));
    }
}
