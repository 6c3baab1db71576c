// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import dev.procession.messaging.WorkerIdentity;
import dev.procession.messaging.WorkerPresence;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A worker that is connected now.
 *
 * @param worker its name
 * @param host its machine
 * @param pid its process id there
 * @param slots how many tasks it runs at a time
 * @param running what its slots hold now
 * @param since when it connected
 */
public record WorkerView(String worker, String host, long pid, int slots, List<RunningView> running, Instant since) {

    /**
     * A task in a slot.
     *
     * @param task what people read
     * @param attempt which attempt, from 1
     * @param metrics progress so far
     */
    public record RunningView(String task, int attempt, Map<String, Long> metrics) {}

    /** What is unique among the workers that are connected. */
    public String id() {
        return new WorkerIdentity(worker, host, pid).text();
    }

    /** What the worker said about itself. */
    public static WorkerView of(WorkerPresence presence) {
        return new WorkerView(
                presence.worker().name(),
                presence.worker().host(),
                presence.worker().pid(),
                presence.slots(),
                presence.running().stream()
                        .map(task -> new RunningView(task.description(), task.attempt(), task.counts()))
                        .toList(),
                presence.since());
    }
}
