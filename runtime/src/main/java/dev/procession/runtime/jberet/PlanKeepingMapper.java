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
 * A user's mapper whose plan is kept, and which on a restart makes as many partitions as the execution that it continues had, unless it
 * overrides them (Jakarta Batch 2.1, section 10.8.5). JBeret would give other items to old checkpoints, or fail with an index out of bounds.
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
        StoredPlan plan = kept.map(
                        before -> continued(before, wanted, step.getStep().getChunk() != null))
                .orElse(wanted);
        plans.save(step.getStepExecutionId(), plan);
        if (plan.equals(wanted)) {
            return made;
        }
        log.warn(
                "the mapper of step '{}' made {} partitions, but had made {} in the execution that is continued;"
                        + " there are as many as before, unless the mapper says partitionsOverride",
                step.getStepName(),
                wanted.partitions(),
                plan.partitions());
        return plan(plan, made.getThreads());
    }

    /**
     * The plan by which a restart goes on. The properties are those of the new plan, partition by partition (section 10.8.5.1).
     *
     * <p>Another number of partitions is an error there; yet the TCK wants a batchlet to go on with the old number and the new properties.
     * For a chunk these would be other items under old checkpoints and beside finished partitions: there the old plan stands.
     */
    static StoredPlan continued(StoredPlan before, StoredPlan wanted, boolean chunk) {
        if (before.partitions() == wanted.partitions()) {
            return wanted;
        }
        List<Map<String, String>> properties = new ArrayList<>(before.properties());
        for (int i = 0;
                !chunk && i < Math.min(properties.size(), wanted.properties().size());
                i++) {
            properties.set(i, wanted.properties().get(i));
        }
        return new StoredPlan(before.partitions(), false, properties);
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
