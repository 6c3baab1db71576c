// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.runtime.repository.PartitionPlanStore;
import jakarta.batch.api.partition.PartitionMapper;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jberet.runtime.context.StepContextImpl;
import org.jspecify.annotations.Nullable;

/** Calls an artifact of the user; lets a mapper keep its plan, and records what any throws. */
record WatchedArtifact(Object artifact, FailureRecord failures, PartitionPlanStore plans) implements InvocationHandler {

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            StepContextImpl step = failures.step();
            return method.getDeclaringClass() == PartitionMapper.class && step != null
                    ? new PlanKeepingMapper((PartitionMapper) artifact, step, plans).mapPartitions()
                    : method.invoke(artifact, arguments);
        } catch (InvocationTargetException e) {
            failures.thrown(method.getDeclaringClass(), e.getTargetException());
            throw e.getTargetException();
        }
    }
}
