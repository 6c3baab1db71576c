// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.BrokerLink;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.StepKey;
import dev.procession.runtime.jberet.EarlierResults;
import dev.procession.runtime.repository.Database;
import dev.procession.runtime.repository.PurgeStore.EndedInstance;
import jakarta.batch.operations.JobExecutionIsRunningException;
import jakarta.batch.operations.NoSuchJobExecutionException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Deletes job instances with all that belongs to them, in the repository and on the broker. */
final class Purge {

    private final Database database;
    private final BrokerLink broker;

    Purge(Database database, BrokerLink broker) {
        this.database = database;
        this.broker = broker;
    }

    /**
     * What one go has deleted.
     *
     * @param executions how many executions went, or would go
     * @param more whether time ran out before all were deleted: the same rule deletes the rest
     */
    record Purged(int executions, boolean more) {}

    /**
     * Deletes what the rule says, the oldest last, until time runs out; instances that are named are all deleted in one go.
     *
     * @throws NoSuchJobExecutionException if it names one that is not there
     * @throws JobExecutionIsRunningException if it names one whose instance has not ended; then nothing was deleted
     */
    Purged run(PurgeRule rule, Instant now, Duration limit) {
        boolean named = !rule.executions().isEmpty();
        List<EndedInstance> instances = named
                ? rule.executions().stream().map(this::instanceOf).distinct().toList()
                : applying(rule, database.purge().ended(), now);
        if (rule.dryRun()) {
            return new Purged(
                    instances.stream().mapToInt(EndedInstance::executions).sum(), false);
        }
        long begin = System.nanoTime();
        int executions = 0;
        for (EndedInstance instance : instances) {
            if (!named && System.nanoTime() - begin > limit.toNanos()) {
                return new Purged(executions, true);
            }
            removeFromBroker(instance);
            if (database.purge().delete(instance.instanceId())) {
                executions += instance.executions();
            }
        }
        return new Purged(executions, false);
    }

    private EndedInstance instanceOf(long execution) {
        EndedInstance instance = database.purge()
                .instanceOf(execution)
                .orElseThrow(() -> new NoSuchJobExecutionException("no execution " + execution));
        if (instance.isRunning()) {
            throw new JobExecutionIsRunningException("execution " + execution + " or another one of its instance runs");
        }
        return instance;
    }

    /** Newest first, so that the first of each job are the last that were run. */
    private static List<EndedInstance> applying(PurgeRule rule, List<EndedInstance> newestFirst, Instant now) {
        Map<String, Integer> kept = new HashMap<>();
        int keep = rule.keepLast() == null ? 0 : rule.keepLast();
        return newestFirst.stream()
                .filter(instance -> kept.merge(instance.jobName(), 1, Integer::sum) > keep)
                .filter(instance -> !instance.isRunning() && !instance.isLeft())
                .filter(instance -> rule.olderThan() == null || instance.ended().isBefore(now.minus(rule.olderThan())))
                .toList();
    }

    /** What a failed execution left for its restart. */
    private void removeFromBroker(EndedInstance instance) {
        if (!instance.isCompleted()) {
            try (BrokerSession session = broker.connection().session()) {
                database.purge().partitionedSteps(instance.instanceId()).stream()
                        .map(step -> new StepKey(database.repositoryId(), step))
                        .forEach(step -> EarlierResults.remove(session, step));
            }
        }
    }
}
