// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import dev.procession.messaging.PartitionEvent;
import dev.procession.messaging.PartitionKey;
import dev.procession.messaging.RemoteFailure;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.runtime.repository.Jdbc.Session;
import jakarta.batch.runtime.BatchStatus;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which worker tried which partition when, and what came of it.
 *
 * <p><em>Delivery</em>: every method may be called again with the same event, in another order or after a crash, without another
 * effect; the coordinator acknowledges an event after the method has returned.
 */
public final class AttemptStore {

    private static final int MAX_FAILURE_CHARACTERS = 100_000;
    private static final String THIS_ATTEMPT =
            " WHERE STEPEXECUTIONID = ? AND PARTITIONEXECUTIONID = ? AND ATTEMPT = ?";

    private final Jdbc jdbc;

    AttemptStore(Jdbc jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A worker took a partition. An earlier attempt that still seems to run was lost.
     *
     * @throws RepositoryException if the database fails
     */
    public void started(PartitionEvent.Started event) {
        jdbc.transaction("record the start of partition " + event.key().text(), session -> {
            if (!exists(session, event.key(), event.attempt())) {
                boolean overtaken = session.exists(
                        "SELECT 1 FROM PARTITION_ATTEMPT WHERE STEPEXECUTIONID = ? AND PARTITIONEXECUTIONID = ? AND ATTEMPT > ?",
                        event.key().step().stepExecutionId(),
                        event.key().partition(),
                        event.attempt());
                AttemptOutcome outcome = overtaken ? AttemptOutcome.LOST : AttemptOutcome.RUNNING;
                insert(session, event.key(), event.attempt(), event.worker(), event.at(), outcome);
            }
            loseEarlier(session, event.key(), event.attempt(), event.at());
            return true;
        });
    }

    /**
     * A worker handed a partition back.
     *
     * @throws RepositoryException if the database fails
     */
    public void returned(PartitionEvent.Returned event) {
        jdbc.transaction("record the return of partition " + event.key().text(), session -> {
            if (!exists(session, event.key(), event.attempt())) {
                insert(session, event.key(), event.attempt(), event.worker(), null, AttemptOutcome.RUNNING);
            }
            session.update(
                    "UPDATE PARTITION_ATTEMPT SET OUTCOME = 'RETURNED', ENDTIME = ?" + THIS_ATTEMPT
                            + " AND OUTCOME IN ('RUNNING', 'LOST')",
                    event.at(),
                    event.key().step().stepExecutionId(),
                    event.key().partition(),
                    event.attempt());
            return true;
        });
    }

    /**
     * A partition ended.
     *
     * @return false if its end was recorded before: nothing was changed
     * @throws RepositoryException if the database fails
     */
    public boolean ended(PartitionEvent.Ended event) {
        return jdbc.transaction("record the end of partition " + event.key().text(), session -> {
            String failure = failureText(event.failure());
            if (!saveResult(session, event, failure)) {
                return false;
            }
            if (!exists(session, event.key(), event.attempt())) {
                insert(session, event.key(), event.attempt(), event.worker(), null, AttemptOutcome.RUNNING);
            }
            // The worker's exit code is of no interest here: it outlived its task.
            session.update(
                    "UPDATE PARTITION_ATTEMPT SET OUTCOME = ?, ENDTIME = ?, METRICS = ?, FAILURE = ?, EXITCODE = NULL, SIGNAL = NULL"
                            + THIS_ATTEMPT,
                    outcome(event.batchStatus()).name(),
                    event.at(),
                    Json.write(event.metrics()),
                    failure,
                    event.key().step().stepExecutionId(),
                    event.key().partition(),
                    event.attempt());
            loseEarlier(session, event.key(), event.attempt(), event.at());
            return true;
        });
    }

    /**
     * A partition has not ended, and will not in this step execution.
     *
     * @param metrics what it had counted when it last committed
     * @throws RepositoryException if the database fails
     */
    public void reached(PartitionKey key, Map<String, Long> metrics) {
        jdbc.transaction(
                "record how far partition " + key.text() + " came",
                session -> session.update(
                        "UPDATE PARTITION_RESULT SET METRICS = ? WHERE STEPEXECUTIONID = ? AND PARTITIONEXECUTIONID = ?"
                                + " AND BATCHSTATUS IS NULL",
                        Json.write(metrics),
                        key.step().stepExecutionId(),
                        key.partition()));
    }

    /**
     * A partition is given up: it has lost too many workers to have another. No attempt goes with that.
     *
     * @return false if its end was recorded before: nothing was changed
     * @throws RepositoryException if the database fails
     */
    public boolean givenUp(PartitionEvent.Ended event) {
        return jdbc.transaction("record the end of partition " + event.key().text(), session -> {
            loseEarlier(session, event.key(), event.attempt(), event.at());
            return saveResult(session, event, failureText(event.failure()));
        });
    }

    /**
     * A process that ran a partition ended without handing it back.
     *
     * @throws RepositoryException if the database fails
     */
    public void lost(PartitionEvent.Lost event) {
        jdbc.transaction("record the loss of partition " + event.key().text(), session -> {
            if (!exists(session, event.key(), event.attempt())) {
                insert(session, event.key(), event.attempt(), event.worker(), null, AttemptOutcome.RUNNING);
            }
            session.update(
                    "UPDATE PARTITION_ATTEMPT SET OUTCOME = 'LOST', ENDTIME = ?, EXITCODE = ?, SIGNAL = ?, FAILURE = ?"
                            + THIS_ATTEMPT + " AND OUTCOME IN ('RUNNING', 'LOST')",
                    event.at(),
                    event.exitCode(),
                    event.signal(),
                    event.lastLines(),
                    event.key().step().stepExecutionId(),
                    event.key().partition(),
                    event.attempt());
            return true;
        });
    }

    /**
     * A worker process that this coordinator started has ended: what it still ran is lost, and why is known now. An attempt that it lost before it
     * began another was lost for another reason, such as a full disk of the broker.
     *
     * @param since when the process was started: an older attempt of the same name and process id was another's
     * @param exitCode its exit code, if no signal ended it and it did not end in order
     * @param signal the signal that ended it, such as {@code SIGKILL}
     * @param lastLines the last it printed
     * @throws RepositoryException if the database fails
     */
    public void workerExited(
            WorkerIdentity worker,
            Instant since,
            Instant at,
            @Nullable Integer exitCode,
            @Nullable String signal,
            String lastLines) {
        jdbc.transaction("record the end of worker " + worker.text(), session -> {
            String itsAttempts = " WHERE HOST = ? AND PID = ? AND WORKER = ? AND STARTTIME >= ? AND OUTCOME ";
            session.update(
                    "UPDATE PARTITION_ATTEMPT A SET EXITCODE = ?, SIGNAL = ?, FAILURE = ?" + itsAttempts
                            + "IN ('RUNNING', 'LOST') AND EXITCODE IS NULL AND SIGNAL IS NULL"
                            + " AND NOT EXISTS (SELECT 1 FROM PARTITION_ATTEMPT N WHERE N.HOST = A.HOST AND N.PID = A.PID"
                            + " AND N.WORKER = A.WORKER AND N.STARTTIME >= A.ENDTIME)",
                    exitCode,
                    signal,
                    lastLines,
                    worker.host(),
                    worker.pid(),
                    worker.name(),
                    since);
            session.update(
                    "UPDATE PARTITION_ATTEMPT SET OUTCOME = 'LOST', ENDTIME = ?" + itsAttempts + "= 'RUNNING'",
                    at,
                    worker.host(),
                    worker.pid(),
                    worker.name(),
                    since);
            return true;
        });
    }

    /**
     * A step execution ended: attempts that still seem to run are lost.
     *
     * @throws RepositoryException if the database fails
     */
    public void stepEnded(long stepExecutionId, Instant at) {
        jdbc.transaction(
                "record the end of step execution " + stepExecutionId,
                session -> session.update(
                        "UPDATE PARTITION_ATTEMPT SET OUTCOME = 'LOST', ENDTIME = ? WHERE STEPEXECUTIONID = ? AND OUTCOME = 'RUNNING'",
                        at,
                        stepExecutionId));
    }

    /**
     * An attempt with what its worker left behind.
     *
     * @param view the attempt
     * @param lastLines of a lost one, the last that its process printed, if that is known
     */
    public record RecordedAttempt(
            AttemptView view, @Nullable String lastLines) {}

    /**
     * All attempts of a partition, in order.
     *
     * @throws RepositoryException if the database fails
     */
    public List<AttemptView> attempts(PartitionKey key) {
        return recorded(key).stream().map(RecordedAttempt::view).toList();
    }

    /**
     * All attempts of a partition, in order, with what their workers left behind.
     *
     * @throws RepositoryException if the database fails
     */
    public List<RecordedAttempt> recorded(PartitionKey key) {
        return jdbc.transaction(
                "read the attempts of partition " + key.text(),
                session -> session.query(
                        "SELECT * FROM PARTITION_ATTEMPT WHERE STEPEXECUTIONID = ? AND PARTITIONEXECUTIONID = ? ORDER BY ATTEMPT",
                        row -> new RecordedAttempt(ViewRows.attempt(row), row.optionalText("FAILURE")),
                        key.step().stepExecutionId(),
                        key.partition()));
    }

    private static boolean saveResult(Session session, PartitionEvent.Ended event, @Nullable String failure)
            throws SQLException {
        long step = event.key().step().stepExecutionId();
        int partition = event.key().partition();
        String metrics = Json.write(event.metrics());
        if (!session.exists(
                "SELECT 1 FROM PARTITION_RESULT WHERE STEPEXECUTIONID = ? AND PARTITIONEXECUTIONID = ?",
                step,
                partition)) {
            session.update(
                    "INSERT INTO PARTITION_RESULT (STEPEXECUTIONID, PARTITIONEXECUTIONID) VALUES (?, ?)",
                    step,
                    partition);
        }
        return session.update(
                        "UPDATE PARTITION_RESULT SET BATCHSTATUS = ?, EXITSTATUS = ?, ENDTIME = ?, METRICS = ?, FAILURE = ?"
                                + " WHERE STEPEXECUTIONID = ? AND PARTITIONEXECUTIONID = ? AND BATCHSTATUS IS NULL",
                        event.batchStatus(),
                        event.exitStatus(),
                        event.at(),
                        metrics,
                        failure,
                        step,
                        partition)
                == 1;
    }

    private static boolean exists(Session session, PartitionKey key, int attempt) throws SQLException {
        return session.exists(
                "SELECT 1 FROM PARTITION_ATTEMPT" + THIS_ATTEMPT,
                key.step().stepExecutionId(),
                key.partition(),
                attempt);
    }

    private static void insert(
            Session session,
            PartitionKey key,
            int attempt,
            WorkerIdentity worker,
            @Nullable Instant start,
            AttemptOutcome outcome)
            throws SQLException {
        session.update(
                "INSERT INTO PARTITION_ATTEMPT (STEPEXECUTIONID, PARTITIONEXECUTIONID, ATTEMPT, WORKER, HOST, PID, STARTTIME,"
                        + " OUTCOME) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                key.step().stepExecutionId(),
                key.partition(),
                attempt,
                worker.name(),
                worker.host(),
                worker.pid(),
                start,
                outcome.name());
    }

    private static void loseEarlier(Session session, PartitionKey key, int attempt, Instant at) throws SQLException {
        session.update(
                "UPDATE PARTITION_ATTEMPT SET OUTCOME = 'LOST', ENDTIME = ?"
                        + " WHERE STEPEXECUTIONID = ? AND PARTITIONEXECUTIONID = ? AND ATTEMPT < ? AND OUTCOME = 'RUNNING'",
                at,
                key.step().stepExecutionId(),
                key.partition(),
                attempt);
    }

    private static AttemptOutcome outcome(String batchStatus) {
        return switch (BatchStatus.valueOf(batchStatus)) {
            case COMPLETED -> AttemptOutcome.COMPLETED;
            case STOPPED, STOPPING -> AttemptOutcome.STOPPED;
            default -> AttemptOutcome.FAILED;
        };
    }

    private static @Nullable String failureText(@Nullable RemoteFailure failure) {
        if (failure == null) {
            return null;
        }
        String text = failure.stackTrace();
        return text.length() <= MAX_FAILURE_CHARACTERS
                ? text
                : text.substring(0, MAX_FAILURE_CHARACTERS) + "\n... " + (text.length() - MAX_FAILURE_CHARACTERS)
                        + " more characters";
    }
}
