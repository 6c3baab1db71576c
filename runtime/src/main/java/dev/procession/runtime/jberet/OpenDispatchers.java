// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The dispatchers of steps that run now.
 *
 * <p>JBeret closes the partition handler of a step in most cases, but not when a send fails or an analyzer throws an Error. Whoever sees the
 * step's end in the repository closes it here.
 */
final class OpenDispatchers {

    private final Map<Long, PartitionDispatcher> byStepExecution = new ConcurrentHashMap<>();

    void add(long stepExecutionId, PartitionDispatcher dispatcher) {
        byStepExecution.put(stepExecutionId, dispatcher);
    }

    void remove(long stepExecutionId) {
        byStepExecution.remove(stepExecutionId);
    }

    /** Closes the step's dispatcher if JBeret left it open. */
    void stepEnded(long stepExecutionId) {
        @Nullable PartitionDispatcher left = byStepExecution.get(stepExecutionId);
        if (left != null) {
            left.close();
        }
    }
}
