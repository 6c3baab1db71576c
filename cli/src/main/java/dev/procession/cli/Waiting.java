// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.repository.PartitionView;
import dev.procession.runtime.repository.StepView;
import dev.procession.runtime.repository.WorkerView;
import java.util.List;
import java.util.Optional;

/** Why partitions of a running step wait, as far as the workers of this moment tell. */
final class Waiting {

    private Waiting() {}

    /** Empty if none waits, or something runs that they may wait for. */
    static Optional<String> text(StepView step, List<WorkerView> workers) {
        long waiting = step.partitions().stream().filter(Waiting::waits).count();
        if (waiting == 0
                || ProgressMeter.isEnded(step.batchStatus())
                || workers.stream().anyMatch(worker -> !worker.running().isEmpty())) {
            return Optional.empty();
        }
        String partitions = Quantities.count(waiting, "partition");
        return Optional.of(
                workers.isEmpty()
                        ? partitions + "; no worker is connected"
                        : partitions + "; " + Quantities.count(workers.size(), "worker")
                                + ", idle: if that lasts, their logs say why they do not take these partitions");
    }

    private static boolean waits(PartitionView partition) {
        return !ProgressMeter.isEnded(partition.batchStatus()) && !ProgressMeter.isTaken(partition);
    }
}
