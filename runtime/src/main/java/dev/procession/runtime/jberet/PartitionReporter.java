// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.MessageTooLargeException;
import dev.procession.messaging.ObjectSerializer;
import dev.procession.messaging.PartitionCheckpoint;
import dev.procession.messaging.PartitionEvent;
import dev.procession.messaging.PartitionState;
import dev.procession.messaging.PartitionTask;
import dev.procession.messaging.RemoteFailure;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.runtime.partition.PartitionCounts;
import dev.procession.workers.spi.HeldTask;
import dev.procession.workers.spi.HeldTask.Interruption;
import dev.procession.workers.spi.HeldTask.Send;
import dev.procession.workers.spi.LeaseLostException;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.runtime.BatchStatus;
import java.io.Serializable;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jberet.job.model.Step;
import org.jberet.runtime.AbstractStepExecution;
import org.jberet.spi.PartitionWorker;
import org.jspecify.annotations.Nullable;

/**
 * What a running partition tells the broker, and when.
 *
 * <p>Each chunk is one commit: the checkpoint, the counts and the collector's data, all or nothing. JBeret saves the checkpoint, commits
 * the transaction and calls the collector, in this order. So without a collector the transaction's commit is the broker's; with one the
 * commit waits for the data: between the two nothing has happened yet for anyone else.
 *
 * <p>The last commit sends the outcome and acknowledges the task. Only then does the task not come back.
 *
 * <p><em>Threads:</em> for the partition's thread; {@link #interrupted} for any.
 */
final class PartitionReporter implements PartitionWorker {

    private static final int SHORT_FAILURE = 8_000;

    private final PartitionTask task;
    private final HeldTask held;
    private final ObjectSerializer serializer;
    private final InstantSource clock;
    private final boolean collects;
    private final boolean chunks;
    private final int attempt;
    private final int charged;

    private final List<Send> collected = new ArrayList<>();
    private final List<byte[]> collectedData = new ArrayList<>();
    private long sequence;
    private @Nullable PartitionCheckpoint saved;
    private boolean commitDue;
    private PartitionState committedState;
    private Map<String, Long> committedMetrics;
    private final PartitionCounts counts = new PartitionCounts();
    private volatile @Nullable Interruption interruption;
    private @Nullable PartitionLedger ledger;
    private @Nullable LeaseLostException lost;
    private Runnable beforeEnd = () -> {};
    private boolean ended;

    PartitionReporter(
            PartitionTask task,
            HeldTask held,
            ObjectSerializer serializer,
            InstantSource clock,
            Step step,
            PartitionCheckpoint start) {
        this.task = task;
        this.held = held;
        this.serializer = serializer;
        this.clock = clock;
        this.collects = step.getPartition().getCollector() != null;
        this.chunks = step.getChunk() != null;
        this.attempt = start.attempt();
        this.charged = start.charged();
        this.committedState = start.state();
        this.committedMetrics = start.metrics();
        counts.reset(committedState.counters());
    }

    /** The counters of the partition's code. */
    PartitionCounts counts() {
        return counts;
    }

    /** Calls {@code action} when the user's code has done its last, before the result is sent. */
    void beforeEnd(Runnable action) {
        beforeEnd = action;
    }

    /** The first commit of an attempt. From here on this attempt counts, whatever becomes of this process. */
    static void begin(PartitionTask task, HeldTask held, InstantSource clock, PartitionCheckpoint start) {
        held.commit(beginning(task, held.worker(), clock, start));
    }

    static List<Send> beginning(
            PartitionTask task, WorkerIdentity worker, InstantSource clock, PartitionCheckpoint start) {
        return List.of(
                new Send(Addresses.CHECKPOINTS, start.toEnvelope(task.key())),
                new Send(
                        Addresses.RESULTS,
                        new PartitionEvent.Started(task.key(), start.attempt(), worker, clock.instant()).toEnvelope()));
    }

    /**
     * Lets chunks be committed in the user's database too, and before the broker. If it is ahead of the broker, a worker died between the two: what
     * the broker has not heard is said again.
     *
     * @return where to go on
     */
    PartitionCheckpoint commitTo(PartitionLedger database, PartitionCheckpoint start) {
        ledger = database;
        CommittedChunk last = database.last();
        if (last == null) {
            return start;
        }
        boolean sameExecution = last.executionId() == task.executionId();
        PartitionCheckpoint further = new PartitionCheckpoint(
                start.attempt(),
                start.charged(),
                last.checkpoint().state(),
                sameExecution ? last.checkpoint().metrics() : start.metrics());
        if (!isSame(start.state(), further.state())) {
            List<Send> sends = new ArrayList<>();
            for (byte[] data : last.collected()) {
                sends.add(new Send(
                        Addresses.RESULTS,
                        new PartitionEvent.Collected(task.key(), attempt, sequence++, data).toEnvelope()));
            }
            sends.add(new Send(Addresses.CHECKPOINTS, further.toEnvelope(task.key())));
            send(sends, held::commit);
        }
        committedState = further.state();
        committedMetrics = further.metrics();
        counts.reset(committedState.counters());
        return further;
    }

    // Bytes that went through the repository were read and written again, which may change them; once more makes no
    // difference.
    private boolean isSame(PartitionState a, PartitionState b) {
        return a.equals(b) || again(a).equals(again(b));
    }

    private PartitionState again(PartitionState state) {
        return new PartitionState(
                again(state.userData()),
                again(state.readerCheckpoint()),
                again(state.writerCheckpoint()),
                state.counters());
    }

    private byte @Nullable [] again(byte @Nullable [] bytes) {
        return serializer.toBytes(serializer.fromBytes(bytes, "a checkpoint"), "a checkpoint");
    }

    void interrupted(Interruption reason) {
        interruption = reason;
    }

    /** Takes over what JBeret wants persisted, to be sent with the chunk's commit. */
    void save(AbstractStepExecution execution) {
        saved = new PartitionCheckpoint(attempt, charged, stateOf(execution), Metrics.counts(execution));
    }

    private PartitionState stateOf(AbstractStepExecution execution) {
        return new PartitionState(
                serializer.toBytes(execution.getPersistentUserData(), "the persistent user data"),
                serializer.toBytes(execution.getReaderCheckpointInfo(), "the reader's checkpoint"),
                serializer.toBytes(execution.getWriterCheckpointInfo(), "the writer's checkpoint"),
                counts.values());
    }

    void chunkCommitted() {
        if (saved != null) {
            commitDue = true;
            if (!collects) {
                commitChunk();
            }
        }
    }

    void chunkRolledBack() {
        if (ledger != null) {
            ledger.rollback();
        }
        saved = null;
        commitDue = false;
        counts.reset(committedState.counters());
    }

    @Override
    public void reportData(@Nullable Serializable data, AbstractStepExecution execution) {
        if (data == null) {
            throw new BatchRuntimeException("the partition collector of step '" + task.stepName()
                    + "' returned null; let collectPartitionData() return an object, such as an empty list");
        }
        byte[] bytes = serializer.toBytes(data, "the partition collector's data");
        if (bytes != null) {
            Envelope event = new PartitionEvent.Collected(task.key(), attempt, sequence++, bytes).toEnvelope();
            collected.add(new Send(Addresses.RESULTS, event));
            if (ledger != null) {
                collectedData.add(bytes);
            }
        }
        if (commitDue) {
            commitChunk();
        }
    }

    private void commitChunk() {
        PartitionCheckpoint checkpoint = saved == null ? null : withCountsOfCollector(saved);
        List<Send> sends = takeCollected();
        if (checkpoint != null) {
            sends.add(new Send(Addresses.CHECKPOINTS, checkpoint.toEnvelope(task.key())));
        }
        send(sends, all -> {
            int maxBytes = held.connection().maxMessageBytes();
            all.forEach(send ->
                    MessageTooLargeException.check(send.envelope(), maxBytes)); // else the database is ahead for ever
            if (checkpoint != null) {
                commitInDatabase(checkpoint);
            }
            held.commit(all);
        });
        if (checkpoint != null) {
            committedState = checkpoint.state();
            committedMetrics = checkpoint.metrics();
            progress(checkpoint.metrics());
        }
        saved = null;
        commitDue = false;
    }

    /** The collector is called after the checkpoint was taken, and counts for the same chunk. */
    private PartitionCheckpoint withCountsOfCollector(PartitionCheckpoint checkpoint) {
        return new PartitionCheckpoint(
                checkpoint.attempt(),
                checkpoint.charged(),
                checkpoint.state().counters(counts.values()),
                checkpoint.metrics());
    }

    /** First the database: were the broker first, a death between the two would lose the chunk's rows. */
    private void commitInDatabase(PartitionCheckpoint checkpoint) {
        PartitionLedger database = ledger;
        if (database != null) {
            List<byte[]> data = List.copyOf(collectedData);
            collectedData.clear();
            guarded(() -> {
                try {
                    database.commit(new CommittedChunk(task.executionId(), checkpoint, data));
                } catch (SQLException e) {
                    throw new BatchRuntimeException(
                            "the chunk of step '" + task.stepName() + "' could not be committed in its database: "
                                    + e.getMessage(),
                            e);
                }
            });
        }
    }

    private List<Send> takeCollected() {
        List<Send> sends = new ArrayList<>(collected);
        collected.clear();
        return sends;
    }

    void progress(Map<String, Long> counts) {
        held.report(
                task.key().text(),
                task.jobName() + "/" + task.executionId() + " " + task.stepName() + "["
                        + task.key().partition() + "]",
                attempt,
                counts);
    }

    @Override
    public void partitionDone(AbstractStepExecution execution) {
        if (ended || lost != null) {
            return; // JBeret reports some failures twice; and who lost the lease has nothing more to say
        }
        ended = true;
        beforeEnd.run();
        if (interruption == Interruption.NO_PROGRESS && execution.getBatchStatus() != BatchStatus.COMPLETED) {
            fail(execution);
        } else if (interruption == Interruption.HAND_BACK && execution.getBatchStatus() == BatchStatus.STOPPED) {
            handBack();
        } else {
            end(execution);
        }
    }

    /** Whatever the code did when it was asked to end, the reason is that it made no progress. */
    private void fail(AbstractStepExecution execution) {
        execution.setBatchStatus(BatchStatus.FAILED);
        Exception thrown = execution.getException();
        BatchRuntimeException why = new BatchRuntimeException("partition "
                + task.key().partition() + " of step '"
                + task.stepName() + "' was ended: it committed nothing for longer than " + PartitionDefaults.SOFT_LIMIT
                + ". Mend what it waits for, or allow it more time by a property of the step");
        if (thrown != null) {
            why.addSuppressed(thrown);
        }
        execution.setException(why);
        end(execution);
    }

    private void handBack() {
        List<Send> sends = takeCollected();
        PartitionCheckpoint last = commitDue ? saved : null;
        // The attempt that is handed back is not charged; its number stays used, so that the successor's is higher.
        PartitionCheckpoint checkpoint = new PartitionCheckpoint(
                attempt,
                charged - 1,
                last == null ? committedState : last.state(),
                last == null ? committedMetrics : last.metrics());
        sends.add(new Send(Addresses.CHECKPOINTS, checkpoint.toEnvelope(task.key())));
        sends.add(new Send(
                Addresses.RESULTS,
                new PartitionEvent.Returned(task.key(), attempt, held.worker(), clock.instant()).toEnvelope()));
        guarded(() -> {
            held.commit(sends);
            held.handBack();
        });
    }

    private void end(AbstractStepExecution execution) {
        Map<String, Long> counts = Metrics.counts(execution);
        Exception exception = execution.getException();
        RemoteFailure failure = exception == null ? null : UnkeptException.textOf(exception);
        try {
            BatchStatus status = execution.getBatchStatus();
            // A runner that is left by an Error reports the status it had: nothing that is still STARTED has succeeded.
            if (status != BatchStatus.COMPLETED && status != BatchStatus.STOPPED) {
                status = BatchStatus.FAILED;
            }
            PartitionState state = lastState(execution, status);
            List<Send> sends = takeCollected();
            sends.add(ended(status, execution.getExitStatus(), state, counts, failure));
            send(sends, held::complete);
        } catch (LeaseLostException e) {
            throw e;
        } catch (RuntimeException e) { // too large, or not to be serialised: nothing was sent
            RemoteFailure why = (failure == null ? RemoteFailure.of(e) : failure).shortened(SHORT_FAILURE);
            Send failed = ended(BatchStatus.FAILED, "FAILED", committedState, counts, why);
            guarded(() -> held.complete(List.of(failed)));
        }
    }

    /** What a failed chunk step had in mind beyond its last checkpoint was never committed; a batchlet has no checkpoints, and what failed does not count. */
    private PartitionState lastState(AbstractStepExecution execution, BatchStatus status) {
        if (status != BatchStatus.FAILED) {
            return stateOf(execution);
        }
        return chunks ? committedState : stateOf(execution).counters(committedState.counters());
    }

    private Send ended(
            BatchStatus status,
            @Nullable String exitStatus,
            PartitionState state,
            Map<String, Long> counts,
            @Nullable RemoteFailure failure) {
        PartitionEvent.Ended event = new PartitionEvent.Ended(
                task.key(), attempt, held.worker(), clock.instant(), status.name(), exitStatus, state, counts, failure);
        return new Send(Addresses.RESULTS, event.toEnvelope());
    }

    private void send(List<Send> sends, Consumer<List<Send>> commit) {
        try {
            guarded(() -> commit.accept(sends));
        } catch (MessageTooLargeException e) {
            throw new BatchRuntimeException(
                    largest(sends) + " of step '" + task.stepName() + "' is too large: " + e.getMessage(), e);
        }
    }

    private static String largest(List<Send> sends) {
        Envelope largest = sends.stream()
                .map(Send::envelope)
                .max(Comparator.comparingInt(envelope -> envelope.body().length))
                .orElseThrow();
        return largest.kind().equals(PartitionEvent.KIND)
                        && PartitionEvent.from(largest) instanceof PartitionEvent.Collected
                ? "the partition collector's data"
                : "the persistent user data with the checkpoint";
    }

    /** Whether the partition reported its end; a runner that returns without it was left by an error of its own. */
    boolean hasEnded() {
        return ended;
    }

    /** Throws if the lease was lost on the way: JBeret takes the exception for a failure of the job's and swallows it. */
    void throwIfLost() {
        if (lost != null) {
            throw lost;
        }
    }

    private void guarded(Runnable commit) {
        throwIfLost();
        if (interruption == Interruption.NO_PROGRESS) {
            Thread.interrupted(); // it was meant for the step's code; the broker's client would refuse to work
        }
        try {
            commit.run();
        } catch (LeaseLostException e) {
            lost = e;
            throw e;
        }
    }
}
