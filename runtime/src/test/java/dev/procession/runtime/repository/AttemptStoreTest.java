// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import static dev.procession.runtime.repository.Rows.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.PartitionEvent;
import dev.procession.messaging.PartitionKey;
import dev.procession.messaging.PartitionState;
import dev.procession.messaging.RemoteFailure;
import dev.procession.messaging.WorkerIdentity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptStoreTest {

    private static final WorkerIdentity W1 = new WorkerIdentity("worker-1", "host", 101);
    private static final WorkerIdentity W2 = new WorkerIdentity("worker-2", "host", 102);

    private static final Map<String, Long> COUNTS = Counts.sum(List.of(Map.of("readCount", 4L)));

    @TempDir
    private Path home;

    private Database database;
    private AttemptStore attempts;
    private PartitionKey key;

    RepositorySettings settings() {
        return RepositorySettings.inHome(home);
    }

    @BeforeEach
    void open() {
        database = Database.open(settings());
        attempts = database.attempts();
        Rows rows = new Rows(database);
        key = rows.key(rows.step(), 3);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void started_twice_isOneRunningAttempt() {
        attempts.started(new PartitionEvent.Started(key, 1, W1, T0));
        attempts.started(new PartitionEvent.Started(key, 1, W1, T0.plusSeconds(9)));
        assertThat(attempts.attempts(key))
                .containsExactly(attempt(1, W1, 0, null, AttemptOutcome.RUNNING, null, null, null));
    }

    @Test
    void started_nextAttempt_earlierIsLost() {
        attempts.started(new PartitionEvent.Started(key, 1, W1, T0));
        attempts.started(new PartitionEvent.Started(key, 2, W2, T0.plusSeconds(5)));
        assertThat(attempts.attempts(key))
                .containsExactly(
                        attempt(1, W1, 0, 5, AttemptOutcome.LOST, null, null, null),
                        attempt(2, W2, 5, null, AttemptOutcome.RUNNING, null, null, null));
    }

    @Test
    void started_afterALaterOne_isLost() {
        attempts.started(new PartitionEvent.Started(key, 2, W2, T0.plusSeconds(5)));
        attempts.started(new PartitionEvent.Started(key, 1, W1, T0));
        assertThat(attempts.attempts(key))
                .extracting(AttemptView::outcome)
                .containsExactly(AttemptOutcome.LOST, AttemptOutcome.RUNNING);
    }

    @Test
    void returned_running_isReturnedAndStaysSo() {
        attempts.started(new PartitionEvent.Started(key, 1, W1, T0));
        attempts.returned(new PartitionEvent.Returned(key, 1, W1, T0.plusSeconds(2)));
        attempts.started(new PartitionEvent.Started(key, 2, W2, T0.plusSeconds(3)));
        assertThat(attempts.attempts(key))
                .containsExactly(
                        attempt(1, W1, 0, 2, AttemptOutcome.RETURNED, null, null, null),
                        attempt(2, W2, 3, null, AttemptOutcome.RUNNING, null, null, null));
    }

    @Test
    void ended_twice_secondChangesNothing() {
        attempts.started(new PartitionEvent.Started(key, 1, W1, T0));
        assertThat(attempts.ended(ended(1, "COMPLETED", null))).isTrue();
        assertThat(attempts.ended(ended(1, "FAILED", null))).isFalse();
        assertThat(attempts.attempts(key))
                .containsExactly(attempt(1, W1, 0, 7, AttemptOutcome.COMPLETED, null, null, COUNTS));
    }

    @Test
    void ended_notSeenToStart_isRecorded() {
        assertThat(attempts.ended(ended(1, "STOPPED", null))).isTrue();
        assertThat(attempts.attempts(key))
                .containsExactly(attempt(1, W1, null, 7, AttemptOutcome.STOPPED, null, null, COUNTS));
    }

    @Test
    void ended_hugeFailure_isCut() {
        RemoteFailure failure = new RemoteFailure("E", "m", "x".repeat(100_010));
        assertThat(attempts.ended(ended(1, "FAILED", failure))).isTrue();
        String stored = database.jdbc()
                .transaction(
                        "read",
                        session -> session.first("SELECT FAILURE FROM PARTITION_RESULT", row -> row.text("FAILURE"))
                                .orElseThrow());
        assertThat(stored).hasSizeLessThan(100_050).endsWith("... 10 more characters");
    }

    @Test
    void workerExited_running_isLostWithTheCause() {
        attempts.started(new PartitionEvent.Started(key, 1, W1, T0));
        attempts.workerExited(W1, T0.minusSeconds(60), T0.plusSeconds(4), null, "SIGKILL", "last");
        attempts.workerExited(W1, T0.minusSeconds(60), T0.plusSeconds(8), 1, null, "last");
        assertThat(attempts.attempts(key))
                .containsExactly(attempt(1, W1, 0, 4, AttemptOutcome.LOST, null, "SIGKILL", null));
    }

    @Test
    void workerExited_alreadyLost_getsTheCause() {
        attempts.started(new PartitionEvent.Started(key, 1, W1, T0));
        attempts.started(new PartitionEvent.Started(key, 2, W2, T0.plusSeconds(1)));
        attempts.workerExited(W1, T0.minusSeconds(60), T0.plusSeconds(4), 137, null, "last");
        assertThat(attempts.attempts(key))
                .containsExactly(
                        attempt(1, W1, 0, 1, AttemptOutcome.LOST, 137, null, null),
                        attempt(2, W2, 1, null, AttemptOutcome.RUNNING, null, null, null));
    }

    @Test
    void workerExited_olderAttemptOfTheSamePid_isNotTouched() {
        attempts.started(new PartitionEvent.Started(key, 1, W1, T0));
        attempts.started(new PartitionEvent.Started(key, 2, W2, T0.plusSeconds(1)));
        attempts.workerExited(W1, T0.plusSeconds(2), T0.plusSeconds(4), 137, null, "last");
        assertThat(attempts.attempts(key)).extracting(AttemptView::exitCode).containsOnlyNulls();
    }

    @Test
    void workerExited_attemptLostBeforeItBeganAnother_hasNoCauseOfItsEnd() {
        attempts.started(new PartitionEvent.Started(key, 1, W1, T0));
        attempts.started(new PartitionEvent.Started(key, 2, W1, T0.plusSeconds(1)));
        attempts.workerExited(W1, T0.minusSeconds(60), T0.plusSeconds(4), null, "SIGKILL", "last");
        assertThat(attempts.attempts(key))
                .containsExactly(
                        attempt(1, W1, 0, 1, AttemptOutcome.LOST, null, null, null),
                        attempt(2, W1, 1, 4, AttemptOutcome.LOST, null, "SIGKILL", null));
    }

    @Test
    void ended_afterItsWorkerExited_isCompleted() {
        attempts.started(new PartitionEvent.Started(key, 1, W1, T0));
        attempts.workerExited(W1, T0, T0.plusSeconds(9), 0, null, "last");
        attempts.ended(ended(1, "COMPLETED", null));
        assertThat(attempts.attempts(key))
                .containsExactly(attempt(1, W1, 0, 7, AttemptOutcome.COMPLETED, null, null, COUNTS));
    }

    @Test
    void lost_running_hasTheCauseAndTheLastLines() {
        attempts.started(new PartitionEvent.Started(key, 1, W1, T0));
        attempts.lost(new PartitionEvent.Lost(key, 1, W1, T0.plusSeconds(2), 5, null, "said last"));
        attempts.started(new PartitionEvent.Started(key, 2, W2, T0.plusSeconds(3)));
        assertThat(attempts.recorded(key).get(0).lastLines()).isEqualTo("said last");
        assertThat(attempts.attempts(key))
                .containsExactly(
                        attempt(1, W1, 0, 2, AttemptOutcome.LOST, 5, null, null),
                        attempt(2, W2, 3, null, AttemptOutcome.RUNNING, null, null, null));
    }

    @Test
    void givenUp_attemptsBefore_noneIsAdded() {
        attempts.started(new PartitionEvent.Started(key, 1, W1, T0));
        assertThat(attempts.givenUp(ended(2, "FAILED", new RemoteFailure("E", "m", "lost too often"))))
                .isTrue();
        assertThat(attempts.attempts(key)).containsExactly(attempt(1, W1, 0, 7, AttemptOutcome.LOST, null, null, null));
    }

    @Test
    void stepEnded_attemptRuns_isLost() {
        attempts.started(new PartitionEvent.Started(key, 1, W1, T0));
        attempts.stepEnded(key.step().stepExecutionId(), T0.plusSeconds(3));
        assertThat(attempts.attempts(key)).containsExactly(attempt(1, W1, 0, 3, AttemptOutcome.LOST, null, null, null));
    }

    @Test
    void events_ofManyPartitionsAtOnce_areAllRecorded() {
        List<PartitionKey> keys = IntStream.range(0, 64)
                .mapToObj(partition -> new PartitionKey(key.step(), partition))
                .toList();
        keys.parallelStream().forEach(each -> {
            attempts.started(new PartitionEvent.Started(each, 1, W1, T0));
            attempts.started(new PartitionEvent.Started(each, 2, W2, T0.plusSeconds(1)));
        });
        assertThat(keys)
                .allSatisfy(each -> assertThat(attempts.attempts(each))
                        .extracting(AttemptView::outcome)
                        .containsExactly(AttemptOutcome.LOST, AttemptOutcome.RUNNING));
    }

    private PartitionEvent.Ended ended(int attempt, String status, RemoteFailure failure) {
        return new PartitionEvent.Ended(
                key,
                attempt,
                W1,
                T0.plusSeconds(7),
                status,
                "exit",
                PartitionState.INITIAL,
                Map.of("readCount", 4L),
                failure);
    }

    private static AttemptView attempt(
            int number,
            WorkerIdentity worker,
            Integer startSecond,
            Integer endSecond,
            AttemptOutcome outcome,
            Integer exitCode,
            String signal,
            Map<String, Long> metrics) {
        return new AttemptView(
                number,
                worker.name(),
                worker.host(),
                worker.pid(),
                startSecond == null ? null : T0.plusSeconds(startSecond),
                endSecond == null ? null : T0.plusSeconds(endSecond),
                outcome,
                exitCode,
                signal,
                metrics);
    }
}
