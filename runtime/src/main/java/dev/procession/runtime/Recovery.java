// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.runtime.repository.UnfinishedStore;
import dev.procession.runtime.repository.UnfinishedStore.LeftExecution;
import jakarta.batch.operations.BatchRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restarts the executions that ended with their coordinator, unless they seem to be what ends it. */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final UnfinishedStore unfinished;
    private final LongUnaryOperator restart;
    private final int mostLosses;
    private final String broker;
    private final Set<Long> refused = ConcurrentHashMap.newKeySet();

    /**
     * Prepares it.
     *
     * @param broker this coordinator's broker, on which the results of the executions have to be
     * @param restart restarts an execution, answers the new one
     * @param mostLosses how often in a row an instance may lose its coordinator and be restarted nevertheless
     */
    Recovery(UnfinishedStore unfinished, String broker, LongUnaryOperator restart, int mostLosses) {
        this.broker = broker;
        this.unfinished = unfinished;
        this.restart = restart;
        this.mostLosses = mostLosses;
    }

    /** Restarts those that wait for it now; one that cannot be restarted is told of once. */
    synchronized List<RecoveredExecution> run() {
        List<RecoveredExecution> recovered = new ArrayList<>();
        for (LeftExecution left : unfinished.left(broker)) {
            if (!refused.contains(left.executionId())) {
                recovered.add(recover(left));
            }
        }
        return recovered;
    }

    private RecoveredExecution recover(LeftExecution left) {
        if (left.losses() >= mostLosses) {
            return refused(
                    left,
                    "its coordinator died " + left.losses()
                            + " times in a row, so that it may be what kills it; look into"
                            + " it, then restart or abandon it by hand");
        }
        try {
            long restarted = restart.applyAsLong(left.executionId());
            log.info("execution {} of {} goes on as execution {}", left.executionId(), left.jobName(), restarted);
            return new RecoveredExecution(left.executionId(), left.jobName(), restarted, null);
        } catch (BatchRuntimeException e) {
            return refused(left, String.valueOf(e.getMessage()));
        }
    }

    private RecoveredExecution refused(LeftExecution left, String why) {
        refused.add(left.executionId());
        log.warn("execution {} of {} was not restarted: {}", left.executionId(), left.jobName(), why);
        return new RecoveredExecution(left.executionId(), left.jobName(), null, why);
    }
}
