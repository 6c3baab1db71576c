// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.ObjectSerializationException;
import dev.procession.messaging.PartitionCheckpoint;
import dev.procession.messaging.PartitionEvent;
import dev.procession.messaging.PartitionKey;
import dev.procession.messaging.PartitionState;
import dev.procession.messaging.PartitionTask;
import dev.procession.messaging.RemoteFailure;
import dev.procession.messaging.StepKey;
import dev.procession.messaging.WorkerCommand;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.runtime.repository.RepositoryException;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.runtime.BatchStatus;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import org.jberet.runtime.JobExecutionImpl;
import org.jberet.runtime.JobStopNotificationListener;
import org.jberet.runtime.PartitionExecutionImpl;
import org.jberet.runtime.context.StepContextImpl;
import org.jberet.spi.PartitionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the partitions of one step execution to workers and hands what comes back to JBeret, which waits for exactly one result a partition.
 *
 * <p>Results are never acknowledged one by one: the step's own result queue is deleted when JBeret is through with the step. Until then all
 * of it is there to be read again, by this process after a lost connection or by another after a crash.
 *
 * <p><em>Threads:</em> JBeret calls from the step's thread and, to stop, from any; results arrive on the inbox's thread. {@code this} guards
 * the open partitions.
 */
final class PartitionDispatcher implements PartitionHandler, JobStopNotificationListener, PartitionInbox.Receiver {

    private static final Logger log = LoggerFactory.getLogger(PartitionDispatcher.class);
    private static final Duration STOP_INTERVAL = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final int WINDOW_BYTES = 1024 * 1024;
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);
    private static final long MAX_BACKLOG_BYTES = 16L * 1024 * 1024;

    private final StepKey step;
    private final String stepName;
    private final DispatchServices services;
    private final CoordinatorEnvironment environment;
    private final JobExecutionImpl jobExecution;
    private final PartitionInbox inbox;
    private final EarlierResults earlier;
    private final PartitionTasks tasks;
    private final PartitionEnds ends;
    private final AnalyzerBacklog backlog = new AnalyzerBacklog(MAX_BACKLOG_BYTES);
    private final Map<Integer, PartitionExecutionImpl> open = new HashMap<>();

    private @Nullable BrokerSession sender;
    private @Nullable BlockingQueue<Boolean> endedThreads;
    private @Nullable BlockingQueue<Serializable> results;
    private boolean allSent;
    private boolean draining;
    private boolean stopping;
    private boolean closed;

    private PartitionDispatcher(
            StepContextImpl context,
            StepOptions options,
            DispatchServices services,
            CoordinatorEnvironment environment,
            EarlierResults earlier) {
        this.earlier = earlier;
        this.tasks = new PartitionTasks(
                new StepKey(services.repositoryId(), context.getStepExecutionId()),
                services.rows().plans().lineage(context.getStepExecutionId()),
                options,
                services.serializer(),
                earlier,
                services.rows().partitions().counters(context.getStepExecutionId()));
        this.step = new StepKey(services.repositoryId(), context.getStepExecutionId());
        this.stepName = context.getStepName();
        this.services = services;
        this.ends =
                new PartitionEnds(step, services, tasks, context.getJobContext().getExecutionId());
        this.environment = environment;
        this.jobExecution = context.getJobContext().getJobExecution();
        this.inbox = new PartitionInbox(step, services.broker(), this);
    }

    /** Makes the step's result queue, so that nothing a worker reports can miss it. */
    static PartitionDispatcher open(
            StepContextImpl context,
            StepOptions options,
            DispatchServices services,
            CoordinatorEnvironment environment) {
        StepKey step = new StepKey(services.repositoryId(), context.getStepExecutionId());
        List<StepKey> before = context.getOriginalStepExecution() == null
                ? List.of()
                : services.rows().plans().earlier(context.getStepExecutionId()).stream()
                        .map(id -> new StepKey(services.repositoryId(), id))
                        .toList();
        EarlierResults earlier = AwayBroker.awaited("step '" + context.getStepName() + "'", () -> {
            try (BrokerSession session = services.broker().connection().session()) {
                session.createDurableQueue(Addresses.resultQueue(step), Addresses.RESULTS, Headers.ofStep(step));
                return EarlierResults.read(session, before);
            }
        });
        PartitionDispatcher dispatcher = new PartitionDispatcher(context, options, services, environment, earlier);
        environment.dispatchers().add(dispatcher.step.stepExecutionId(), dispatcher);
        return dispatcher;
    }

    @Override
    public void setResourceTracker(@Nullable BlockingQueue<Boolean> queue) {
        endedThreads = queue;
    }

    @Override
    public void setCollectorDataQueue(BlockingQueue<Serializable> queue) {
        results = queue;
        earlier.collected().forEach(this::pass);
        inbox.start(); // not earlier: a result needs the queue
    }

    @Override
    public void submitPartitionTask(StepContextImpl context, int index, int count) {
        PartitionExecutionImpl partition = (PartitionExecutionImpl) context.getStepExecution();
        synchronized (this) {
            open.put(partition.getPartitionId(), partition);
            allSent = index + 1 == count;
        }
        PartitionEvent.Ended before = earlier.completed(partition.getPartitionId());
        if (before != null) {
            copy(ends.unlessRefused(before, partition), partition);
            deliver(partition);
            return;
        }
        if (jobExecution.isStopRequested()) {
            setState(partition, tasks.start(partition));
            partition.setBatchStatus(BatchStatus.STOPPED);
            deliver(partition);
            return;
        }
        try {
            send(tasks.task(context, partition));
        } catch (BrokerUnavailableException e) {
            throw e; // the broker may have it all the same: what becomes of it is found out when the step ends
        } catch (RuntimeException e) {
            synchronized (this) {
                open.remove(partition.getPartitionId()); // never sent: nobody is to wait for it
            }
            partition.setBatchStatus(BatchStatus.FAILED);
            partition.setException(e);
            environment.getJobRepository().savePersistentData(jobExecution, partition);
            throw e;
        }
    }

    /** Again after a lost connection, whether or not the broker has it: it takes a task once. */
    private void send(PartitionTask task) {
        Envelope message = tasks.options().limits().mark(task.toEnvelope());
        AwayBroker.await("partition " + task.key().text(), () -> {
            BrokerSession session =
                    sender == null ? services.broker().connection().autoCommitSession() : sender;
            sender = session;
            try {
                session.send(Addresses.TASKS, message);
            } catch (BrokerUnavailableException e) {
                sender = null; // it has lost its connection
                throw e;
            }
        });
    }

    @Override
    public void started(PartitionEvent.Started event) {
        services.exits().attemptStarted(services.attempts(), event);
    }

    @Override
    public void returned(PartitionEvent.Returned event) {
        services.attempts().returned(event);
    }

    @Override
    public void lost(PartitionEvent.Lost event) {
        services.attempts().lost(event);
    }

    /**
     * While partitions are still to be sent JBeret takes nothing from the queue, but waits for others to end, which come behind the data: then it is not
     * bounded. Nor is it when nobody takes from it any more.
     */
    @Override
    public synchronized boolean isReady() {
        return !allSent || draining || results == null || !backlog.isFull(results);
    }

    @Override
    public void collected(PartitionEvent.Collected event) {
        pass(event);
    }

    private void pass(PartitionEvent.Collected event) {
        try {
            Serializable data = services.serializer().fromBytes(event.data(), "the partition collector's data");
            if (data != null && results != null) {
                results.add(data);
                backlog.added(event.data().length);
            }
        } catch (ObjectSerializationException e) {
            log.error("step '{}', partition {}: {}", stepName, event.key().partition(), e.getMessage());
            ends.refuse(event.key().partition(), RemoteFailure.of(e));
        }
    }

    @Override
    public void ended(PartitionEvent.Ended received) {
        PartitionEvent.Ended event =
                ends.stored(received, openPartition(received.key().partition()));
        PartitionExecutionImpl partition = openPartition(event.key().partition());
        if (partition == null) {
            log.warn(
                    "step '{}': a second result of partition {} was dropped",
                    stepName,
                    event.key().partition());
            return;
        }
        copy(event, partition);
        deliver(partition);
    }

    private void copy(PartitionEvent.Ended event, PartitionExecutionImpl partition) {
        RemoteFailure failure = event.failure();
        setState(partition, event.state());
        partition.setExitStatus(event.exitStatus());
        Metrics.set(partition, event.metrics());
        partition.setBatchStatus(BatchStatus.valueOf(event.batchStatus()));
        if (failure != null) {
            String where = "partition " + event.key().partition() + " of step '" + stepName + "' failed"
                    + (event.isUntold() ? "" : on(event.worker()));
            partition.setException(new RemotePartitionException(where, failure));
        }
    }

    private static String on(WorkerIdentity worker) {
        return " on worker " + worker.name() + " (" + worker.host() + ", pid " + worker.pid() + ")";
    }

    /** The bytes go to the repository as they are; whoever asks for the object reads them through the filter. */
    private void setState(PartitionExecutionImpl partition, PartitionState state) {
        services.rows().partitions().saveCounters(step.stepExecutionId(), partition.getPartitionId(), state.counters());
        partition.setPersistentUserData(state.userData());
        partition.setReaderCheckpointInfo(state.readerCheckpoint());
        partition.setWriterCheckpointInfo(state.writerCheckpoint());
    }

    /** The one result of a partition: to JBeret while it waits, to the repository when it no longer does. */
    private void deliver(PartitionExecutionImpl partition) {
        boolean nobodyWaits;
        synchronized (this) {
            open.remove(partition.getPartitionId());
            nobodyWaits = draining;
            notifyAll();
        }
        if (nobodyWaits) {
            environment.getJobRepository().savePersistentData(jobExecution, partition);
            return;
        }
        if (endedThreads != null) {
            endedThreads.add(Boolean.TRUE);
        }
        if (results != null) {
            results.add(partition);
        }
    }

    @Override
    public void stopRequested(long executionId) {
        synchronized (this) {
            if (stopping || closed) {
                return;
            }
            stopping = true;
        }
        Thread stopper = new Thread(this::stopPartitions, "stop-step-" + step.stepExecutionId());
        stopper.setDaemon(true);
        stopper.start();
    }

    /** Repeats itself: a task handed back at the wrong moment is in the queue again, and a new worker missed the command. */
    private void stopPartitions() {
        try {
            do {
                stopOnce();
            } while (awaitNoneOpen(STOP_INTERVAL) > 0 && !isClosed());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopOnce() {
        try (BrokerSession session = services.broker().connection().session()) {
            withdraw(session);
            session.send(Addresses.CONTROL, new WorkerCommand.StopStep(step).toEnvelope());
            session.commit();
        } catch (MessagingException | RepositoryException e) {
            log.warn("could not tell the workers to stop step '{}' yet: {}", stepName, e.getMessage());
        }
    }

    /**
     * Takes back the tasks that no worker has. A worker may have had one before, and died or handed it back: so each ends where its last
     * checkpoint stands, which is read while the task is held and nobody can move it.
     */
    private void withdraw(BrokerSession session) {
        List<PartitionKey> withdrawn = new ArrayList<>();
        try (DeliveryConsumer queued = session.consumer(Addresses.TASKS, Headers.ofStep(step), WINDOW_BYTES)) {
            // Not tryReceive: those that wait on the broker's disk come as they are read.
            for (Delivery delivery = queued.receive(PATIENCE); delivery != null; delivery = queued.receive(PATIENCE)) {
                delivery.acknowledge();
                PartitionKey key = PartitionTask.keyOf(delivery.envelope());
                if (key != null) {
                    withdrawn.add(key);
                }
            }
        }
        Map<String, PartitionCheckpoint> checkpoints =
                withdrawn.isEmpty() ? Map.of() : PartitionEnds.checkpoints(session, step);
        List<PartitionExecutionImpl> stopped = new ArrayList<>();
        for (PartitionKey key : withdrawn) {
            stop(key, checkpoints.get(key.text()), stopped);
        }
        session.commit();
        stopped.forEach(this::deliver);
    }

    private void stop(
            PartitionKey key, @Nullable PartitionCheckpoint checkpoint, List<PartitionExecutionImpl> stopped) {
        PartitionExecutionImpl partition = openPartition(key.partition());
        if (partition != null) {
            setState(partition, checkpoint == null ? tasks.start(partition) : checkpoint.state());
            Metrics.set(partition, checkpoint == null ? Map.of() : checkpoint.metrics());
            partition.setBatchStatus(BatchStatus.STOPPED);
            stopped.add(partition);
        }
    }

    private synchronized int awaitNoneOpen(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!open.isEmpty() && !closed) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            wait(Math.max(1, left / 1_000_000));
        }
        return open.size();
    }

    private synchronized @Nullable PartitionExecutionImpl openPartition(int partition) {
        return open.get(partition);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close(StepContextImpl context) {
        close();
    }

    /**
     * Ends the step's traffic. Where JBeret gave up before all partitions ended, because an analyzer threw or a send failed, the rest is
     * stopped first and its outcome saved, so that nothing of this step runs on unseen.
     */
    void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            draining = true;
        }
        try {
            drain();
        } finally {
            synchronized (this) {
                closed = true;
                notifyAll();
            }
            inbox.close();
            if (sender != null) {
                sender.close();
            }
            services.outputShown().run();
            services.attempts().stepEnded(step.stepExecutionId(), Instant.now());
        }
    }

    /**
     * Removes what the step has on the broker. Not before its end is stored: until then another coordinator needs it, should this one die.
     */
    void release() {
        try {
            AwayBroker.await("the end of step '" + stepName + "'", () -> {
                try (BrokerSession session = services.broker().connection().session()) {
                    EarlierResults.remove(session, step);
                    earlier.steps().forEach(left -> EarlierResults.remove(session, left));
                }
            });
        } catch (MessagingException e) {
            log.warn("could not remove what step '{}' left on the broker: {}", stepName, e.getMessage());
        }
    }

    private void drain() {
        try {
            long deadline = System.nanoTime() + DRAIN_TIMEOUT.toNanos();
            while (awaitNoneOpen(Duration.ZERO) > 0 && System.nanoTime() < deadline) {
                stopOnce();
                awaitNoneOpen(STOP_INTERVAL);
            }
            if (awaitNoneOpen(Duration.ZERO) > 0) {
                log.warn("{} partitions of step '{}' did not stop within {}", open.size(), stepName, DRAIN_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BatchRuntimeException("interrupted while stopping the partitions of step '" + stepName + "'", e);
        }
    }
}
