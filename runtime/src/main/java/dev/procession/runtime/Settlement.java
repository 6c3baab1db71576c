// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerLink;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.Headers;
import dev.procession.messaging.PartitionKey;
import dev.procession.messaging.PartitionTask;
import dev.procession.messaging.StepKey;
import dev.procession.messaging.WorkerCommand;
import dev.procession.runtime.jberet.EarlierResults;
import dev.procession.runtime.repository.Database;
import dev.procession.runtime.repository.OwnershipStore.Orphan;
import dev.procession.runtime.repository.UnfinishedStore.UnfinishedExecution;
import dev.procession.runtime.repository.UnfinishedStore.UnfinishedStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the executions of a dead coordinator to a rest, from which they can be restarted: after it no task of theirs waits or runs, and what
 * their partitions came to lies in their result queues and checkpoints.
 *
 * <p>A partition whose result is not there is asked after with a message that takes its task's place: the broker accepts it only if the task was
 * never sent, and then never takes the task. Any other must turn up, as a task in the queue or as a result: a dead worker's task comes back to
 * the queue, a live worker is told to stop. So nothing has to be guessed by time.
 *
 * <p><em>Failure:</em> may be killed and repeated at any point. The repository is told last.
 */
final class Settlement {

    private static final Logger log = LoggerFactory.getLogger(Settlement.class);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long INTERVAL_MILLIS = 300;
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final int WINDOW_BYTES = 1024 * 1024;

    private final BrokerLink broker;
    private final Database database;
    private final Ownership ownership;

    /** Taken over and not settled yet: nobody else will, as long as this coordinator lives. */
    private final Queue<Orphan> taken = new ArrayDeque<>();

    Settlement(BrokerLink broker, Database database, Ownership ownership) {
        this.broker = broker;
        this.database = database;
        this.ownership = ownership;
    }

    /**
     * Settles every unfinished execution whose coordinator is gone: all there are in a repository that is this coordinator's alone.
     *
     * @return the executions that were settled, now FAILED
     * @throws RuntimeException of the broker, the database, or a worker that does not stop; then the next call goes on with what is left
     */
    synchronized List<SettledExecution> run() throws InterruptedException {
        if (ownership.isShared()) {
            return taken();
        }
        List<SettledExecution> settled = new ArrayList<>();
        for (UnfinishedExecution left : database.unfinished().executions()) {
            settled.add(settle(left.executionId(), left.jobName(), "the coordinator before this one"));
        }
        return settled;
    }

    private List<SettledExecution> taken() throws InterruptedException {
        for (Orphan orphan : database.ownership().orphans(ownership.owner())) {
            if (database.ownership().takeOver(orphan, ownership.owner())) {
                taken.add(orphan);
            }
        }
        List<SettledExecution> settled = new ArrayList<>();
        for (Orphan orphan = taken.peek(); orphan != null; orphan = taken.peek()) {
            String from = orphan.owner() == null ? "a coordinator" : "coordinator " + orphan.owner();
            settled.add(settle(orphan.executionId(), orphan.jobName(), from));
            taken.remove();
        }
        return settled;
    }

    private SettledExecution settle(long executionId, String jobName, String from) throws InterruptedException {
        List<String> reached = new ArrayList<>();
        for (UnfinishedStep step : database.unfinished().steps(executionId)) {
            String how = step.planned() ? ", " + settle(step.stepExecutionId()) : "";
            reached.add("step '" + step.name() + "'" + how);
        }
        database.unfinished().fail(executionId, Instant.now());
        SettledExecution settled = new SettledExecution(
                executionId, jobName, from, reached.isEmpty() ? "none of its steps" : String.join("; ", reached));
        log.info("execution {} of {} {}; it is FAILED now and can be restarted", executionId, jobName, settled.text());
        return settled;
    }

    /** Answers how far the step is. */
    private String settle(long stepExecutionId) throws InterruptedException {
        StepKey step = new StepKey(database.repositoryId(), stepExecutionId);
        List<StepKey> all = Stream.concat(
                        database.plans().earlier(stepExecutionId).stream()
                                .map(earlier -> new StepKey(database.repositoryId(), earlier)),
                        Stream.of(step))
                .toList();
        List<Integer> planned = database.unfinished().partitions(stepExecutionId);
        try (BrokerSession session = broker.connection().session()) {
            Set<Integer> missing = new HashSet<>(planned);
            ended(session, step).forEach(missing::remove);
            missing.removeIf(partition ->
                    session.sendOnce(Addresses.TASKS, PartitionTask.withdrawal(new PartitionKey(step, partition))));
            drain(session, step, missing);
            EarlierResults.record(session, step, database.attempts());
            EarlierResults results = EarlierResults.read(session, all);
            List<Integer> completed = new ArrayList<>(results.completed());
            completed.retainAll(planned);
            Set<Integer> done =
                    new HashSet<>(database.unfinished().completed(stepExecutionId)); // in earlier executions
            done.addAll(completed);
            database.unfinished().reopen(stepExecutionId, completed);
            long begun = planned.stream()
                    .filter(partition -> results.isBegun(partition) && !done.contains(partition))
                    .count();
            return done.size() + " of " + planned.size() + " partitions completed, " + begun + " begun";
        }
    }

    /** Takes the step's tasks from the queue until each missing partition has turned up. */
    private void drain(BrokerSession session, StepKey step, Set<Integer> missing) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        withdraw(session, step, missing);
        while (!missing.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new CoordinatorException(
                        missing.size() + " partitions of step execution " + step.stepExecutionId()
                                + " still run in a worker that does not stop; end that worker (see 'procession workers') and"
                                + " start again",
                        null);
            }
            session.send(Addresses.CONTROL, new WorkerCommand.StopStep(step).toEnvelope());
            session.commit();
            synchronized (this) {
                wait(INTERVAL_MILLIS);
            }
            withdraw(session, step, missing);
            ended(session, step).forEach(missing::remove);
        }
    }

    /** In this execution of the step: one that an earlier one stopped may have been sent again. */
    private static List<Integer> ended(BrokerSession session, StepKey step) {
        return EarlierResults.read(session, List.of(step)).ended();
    }

    private static void withdraw(BrokerSession session, StepKey step, Set<Integer> missing) {
        try (DeliveryConsumer tasks = session.consumer(Addresses.TASKS, Headers.ofStep(step), WINDOW_BYTES)) {
            // Not tryReceive: those that wait on the broker's disk come as they are read.
            for (Delivery task = tasks.receive(PATIENCE); task != null; task = tasks.receive(PATIENCE)) {
                PartitionKey key = PartitionTask.keyOf(task.envelope());
                if (key != null && task.envelope().kind().equals(PartitionTask.KIND)) {
                    missing.remove(key.partition());
                }
                task.acknowledge();
                session.commit();
            }
        }
    }
}
