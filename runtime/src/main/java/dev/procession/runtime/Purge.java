// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.BrokerLink;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.StepKey;
import dev.procession.runtime.jberet.EarlierResults;
import dev.procession.runtime.repository.Database;
import dev.procession.runtime.repository.PurgeStore;
import dev.procession.runtime.repository.PurgeStore.EndedInstance;
import jakarta.batch.operations.JobExecutionIsRunningException;
import jakarta.batch.operations.NoSuchJobExecutionException;
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
     * Deletes what the rule says, the oldest last.
     *
     * @return how many executions went, or would go
     * @throws NoSuchJobExecutionException if it names one that is not there
     * @throws JobExecutionIsRunningException if it names one whose instance has not ended; then nothing was deleted
     */
    int run(PurgeRule rule, Instant now) {
        PurgeStore store = database.purge();
        List<EndedInstance> instances = rule.executions().isEmpty()
                ? applying(rule, store.ended(), now)
                : rule.executions().stream().map(this::instanceOf).distinct().toList();
        int executions = 0;
        for (EndedInstance instance : instances) {
            if (rule.dryRun()) {
                executions += instance.executions();
            } else if (removeFromBroker(instance) && store.delete(instance.instanceId())) {
                executions += instance.executions();
            }
        }
        return executions;
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
    private boolean removeFromBroker(EndedInstance instance) {
        if (!instance.isCompleted()) {
            try (BrokerSession session = broker.connection().session()) {
                database.purge().partitionedSteps(instance.instanceId()).stream()
                        .map(step -> new StepKey(database.repositoryId(), step))
                        .forEach(step -> EarlierResults.remove(session, step));
            }
        }
        return true;
    }
}
