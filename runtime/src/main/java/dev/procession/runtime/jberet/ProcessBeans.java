// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.PoolSize;
import dev.procession.multiprocessing.WorkerPool;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.InjectionPoint;

/** Lets artifacts have processes injected, wherever they run. */
@Dependent
class ProcessBeans {

    @Produces
    @Dependent
    static Multiprocessing multiprocessing(ArtifactProcesses processes) {
        return processes.multiprocessing();
    }

    @Produces
    @Dependent
    static WorkerPool pool(InjectionPoint wish, ArtifactProcesses processes) {
        PoolSize size = wish.getAnnotated().getAnnotation(PoolSize.class);
        return processes.pool(size == null ? Runtime.getRuntime().availableProcessors() : size.value());
    }
}
