// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The dispatchers of steps that run now.
 *
 * <p>JBeret closes the partition handler of a step in most cases, but not when a send fails or an analyzer throws an Error. Whoever sees the
 * step's end in the repository closes it here.
 */
final class OpenDispatchers {

    private volatile LongConsumer onExecutionEnded = execution -> {};
    private volatile LongConsumer onStepEnds = step -> {};

    /** Calls {@code listener} when a step has ended, before that is stored. */
    void onStepEnds(LongConsumer listener) {
        onStepEnds = listener;
    }

    /** Calls {@code listener} when the end of an execution is stored. */
    void onExecutionEnded(LongConsumer listener) {
        onExecutionEnded = listener;
    }

    void executionEnded(long execution) {
        onExecutionEnded.accept(execution);
    }

    private final Map<Long, PartitionDispatcher> byStepExecution = new ConcurrentHashMap<>();

    void add(long stepExecutionId, PartitionDispatcher dispatcher) {
        byStepExecution.put(stepExecutionId, dispatcher);
    }

    /** Closes the step's dispatcher if JBeret left it open. */
    void stepEnds(long stepExecutionId) {
        onStepEnds.accept(stepExecutionId);
        @Nullable PartitionDispatcher dispatcher = byStepExecution.get(stepExecutionId);
        if (dispatcher != null) {
            dispatcher.close();
        }
    }

    /** The step's end is stored: what it has on the broker is of no use any more. */
    void endStored(long stepExecutionId) {
        @Nullable PartitionDispatcher dispatcher = byStepExecution.remove(stepExecutionId);
        if (dispatcher != null) {
            dispatcher.release();
        }
    }
}
