// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.partition;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.InjectionPoint;

/** Lets artifacts that are CDI beans have injected what belongs to their partition. */
@Dependent
class PartitionBeans {

    @Produces
    @Dependent
    static PartitionFence fence() {
        return PartitionFence.current();
    }

    @Produces
    @Dependent
    @Counter("")
    static PartitionCounter counter(InjectionPoint wish) {
        return PartitionCounter.named(wish.getQualifiers().stream()
                .filter(Counter.class::isInstance)
                .map(Counter.class::cast)
                .findFirst()
                .orElseThrow()
                .value());
    }

    @Produces
    @Dependent
    static PartitionDataSource dataSource() {
        return new PartitionDataSource();
    }
}
