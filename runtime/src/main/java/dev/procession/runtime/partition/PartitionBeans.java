// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.partition;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;

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
    static PartitionDataSource dataSource() {
        return new PartitionDataSource();
    }
}
