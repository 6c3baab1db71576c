// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import jakarta.batch.runtime.Metric;
import jakarta.batch.runtime.Metric.MetricType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jberet.runtime.AbstractStepExecution;

/** Step metrics between JBeret's form and ours: a map from {@code readCount} and the like to the count. */
final class Metrics {

    private static final Map<MetricType, String> NAMES = Map.of(
            MetricType.READ_COUNT, "readCount",
            MetricType.WRITE_COUNT, "writeCount",
            MetricType.COMMIT_COUNT, "commitCount",
            MetricType.ROLLBACK_COUNT, "rollbackCount",
            MetricType.READ_SKIP_COUNT, "readSkipCount",
            MetricType.PROCESS_SKIP_COUNT, "processSkipCount",
            MetricType.WRITE_SKIP_COUNT, "writeSkipCount",
            MetricType.FILTER_COUNT, "filterCount");

    private Metrics() {}

    static Map<String, Long> counts(AbstractStepExecution execution) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Metric metric : execution.getMetrics()) {
            counts.put(name(metric.getType()), metric.getValue());
        }
        return counts;
    }

    static void set(AbstractStepExecution execution, Map<String, Long> counts) {
        for (MetricType type : MetricType.values()) {
            Long count = counts.get(name(type));
            if (count != null) {
                execution.getStepMetrics().set(type, count);
            }
        }
    }

    private static String name(MetricType type) {
        return NAMES.getOrDefault(type, type.name());
    }
}
