// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is at one moment.
 *
 * @param job its name
 * @param execution id of the execution
 * @param elapsed time since it was started
 * @param steps the steps begun so far, in order
 * @param workers how many workers are connected
 * @param idle whether partitions have been waiting for a while that none of these workers takes, though none has anything else to do
 * @param itemsPerSecond of late, over all steps; empty if not known
 * @param timeLeft of the steps that run now; null if not known
 * @param stopping whether it was told to stop
 */
record Progress(
        String job,
        long execution,
        Duration elapsed,
        List<StepProgress> steps,
        int workers,
        boolean idle,
        OptionalDouble itemsPerSecond,
        @Nullable Duration timeLeft,
        boolean stopping) {

    /** The steps that run now; several where flows run in parallel. */
    List<StepProgress> active() {
        return steps.stream().filter(step -> !step.ended()).toList();
    }

    /** Whether nothing can happen before a worker connects. */
    boolean waitsForWorkers() {
        return workers == 0 && waits(steps);
    }

    /** Whether a step that runs has partitions of which none has been taken. */
    static boolean waits(List<StepProgress> steps) {
        return steps.stream()
                .anyMatch(step -> !step.ended()
                        && step.partitions().waiting() > 0
                        && step.partitions().running() == 0);
    }
}
