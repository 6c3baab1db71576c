// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.runtime.repository.PartitionPlanStore;
import dev.procession.runtime.repository.PartitionPlanStore.StoredPlan;
import jakarta.batch.api.partition.PartitionMapper;
import jakarta.batch.api.partition.PartitionPlan;
import jakarta.batch.api.partition.PartitionPlanImpl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jberet.runtime.StepExecutionImpl;
import org.jberet.runtime.context.StepContextImpl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A user's mapper whose plan is kept, and which on a restart keeps to the plan of the execution that it continues (Jakarta Batch 2.1, section
 * 10.8.4), unless the mapper overrides it. JBeret would give new properties to old checkpoints, or fail with an index out of bounds.
 */
final class PlanKeepingMapper implements PartitionMapper {

    private static final Logger log = LoggerFactory.getLogger(PlanKeepingMapper.class);

    private final PartitionMapper mapper;
    private final StepContextImpl step;
    private final PartitionPlanStore plans;

    PlanKeepingMapper(PartitionMapper mapper, StepContextImpl step, PartitionPlanStore plans) {
        this.mapper = mapper;
        this.step = step;
        this.plans = plans;
    }

    PartitionMapper mapper() {
        return mapper;
    }

    @Override
    public PartitionPlan mapPartitions() throws Exception {
        PartitionPlan made = mapper.mapPartitions();
        StoredPlan wanted = stored(made);
        StepExecutionImpl original = step.getOriginalStepExecution();
        Optional<StoredPlan> kept = original == null || made.getPartitionsOverride()
                ? Optional.empty()
                : plans.find(original.getStepExecutionId());
        plans.save(step.getStepExecutionId(), kept.orElse(wanted));
        if (kept.isEmpty() || cutsTheSame(kept.get(), wanted)) {
            return made;
        }
        log.warn(
                "the mapper of step '{}' made another plan than in the execution that is continued ({} partitions, now {});"
                        + " the old one stands, unless the mapper says partitionsOverride",
                step.getStepName(),
                kept.get().partitions(),
                wanted.partitions());
        return plan(kept.get(), made.getThreads());
    }

    private static StoredPlan stored(PartitionPlan plan) {
        List<Map<String, String>> properties = new ArrayList<>();
        @Nullable Properties[] given = plan.getPartitionProperties();
        if (given != null) {
            for (@Nullable Properties one : given) {
                properties.add(texts(one));
            }
        }
        return new StoredPlan(plan.getPartitions(), plan.getPartitionsOverride(), properties);
    }

    private static boolean cutsTheSame(StoredPlan a, StoredPlan b) {
        return a.partitions() == b.partitions() && a.properties().equals(b.properties());
    }

    private static Map<String, String> texts(@Nullable Properties properties) {
        Map<String, String> texts = new HashMap<>();
        if (properties != null) {
            properties.stringPropertyNames().forEach(name -> texts.put(name, properties.getProperty(name)));
        }
        return texts;
    }

    private static PartitionPlan plan(StoredPlan kept, int threads) {
        PartitionPlanImpl plan = new PartitionPlanImpl();
        plan.setPartitions(kept.partitions());
        plan.setThreads(Math.min(threads, kept.partitions()));
        plan.setPartitionProperties(kept.properties().stream()
                .map(texts -> {
                    Properties properties = new Properties();
                    properties.putAll(texts);
                    return properties;
                })
                .toArray(Properties[]::new));
        return plan;
    }
}
