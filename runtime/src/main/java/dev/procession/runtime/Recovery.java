// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.runtime.repository.UnfinishedStore;
import dev.procession.runtime.repository.UnfinishedStore.LeftExecution;
import jakarta.batch.operations.BatchRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restarts the executions that ended with their coordinator, unless they seem to be what ends it. */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final UnfinishedStore unfinished;
    private final LongUnaryOperator restart;
    private final int mostLosses;

    /**
     * Prepares it.
     *
     * @param restart restarts an execution, answers the new one
     * @param mostLosses how often in a row an instance may lose its coordinator and be restarted nevertheless
     */
    Recovery(UnfinishedStore unfinished, LongUnaryOperator restart, int mostLosses) {
        this.unfinished = unfinished;
        this.restart = restart;
        this.mostLosses = mostLosses;
    }

    List<RecoveredExecution> run() {
        List<RecoveredExecution> recovered = new ArrayList<>();
        for (LeftExecution left : unfinished.left()) {
            recovered.add(recover(left));
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

    private static RecoveredExecution refused(LeftExecution left, String why) {
        log.warn("execution {} of {} was not restarted: {}", left.executionId(), left.jobName(), why);
        return new RecoveredExecution(left.executionId(), left.jobName(), null, why);
    }
}
