// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.repository.PartitionPlanStore.StoredPlan;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanKeepingMapperTest {

    private static final boolean CHUNK = true;
    private static final boolean BATCHLET = false;

    @Test
    void continued_asManyPartitions_takesTheNewProperties() {
        StoredPlan wanted = plan("c", "d");
        assertThat(PlanKeepingMapper.continued(plan("a", "b"), wanted, CHUNK)).isEqualTo(wanted);
        assertThat(PlanKeepingMapper.continued(plan("a", "b"), wanted, BATCHLET))
                .isEqualTo(wanted);
    }

    @Test
    void continued_otherNumberOfChunkPartitions_keepsTheOldPlan() {
        assertThat(PlanKeepingMapper.continued(plan("a", "b"), plan("c", "d", "e"), CHUNK))
                .isEqualTo(plan("a", "b"));
        assertThat(PlanKeepingMapper.continued(plan("a", "b"), plan("c"), CHUNK))
                .isEqualTo(plan("a", "b"));
    }

    @Test
    void continued_otherNumberOfBatchletPartitions_keepsTheNumberAndTakesTheNewProperties() {
        assertThat(PlanKeepingMapper.continued(plan("a", "b"), plan("c", "d", "e"), BATCHLET))
                .isEqualTo(plan("c", "d"));
        assertThat(PlanKeepingMapper.continued(plan("a", "b"), plan("c"), BATCHLET))
                .isEqualTo(plan("c", "b"));
    }

    @Test
    void continued_oldPlanHadOverridden_doesNotOverrideAgain() {
        StoredPlan overriding = new StoredPlan(2, true, plan("a", "b").properties());
        assertThat(PlanKeepingMapper.continued(overriding, plan("c"), CHUNK).overrides())
                .isFalse();
    }

    private static StoredPlan plan(String... values) {
        List<Map<String, String>> properties =
                Stream.of(values).map(value -> Map.of("what", value)).toList();
        return new StoredPlan(values.length, false, properties);
    }
}
