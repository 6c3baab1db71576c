// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;
import dev.procession.messaging.PartitionCheckpoint;
import dev.procession.messaging.PartitionEvent;
import dev.procession.messaging.PartitionKey;
import dev.procession.messaging.PartitionState;
import dev.procession.messaging.PartitionTask;
import dev.procession.messaging.StepKey;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.PartitionView;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages that nobody can read, or that come twice or too late, keep no step waiting. */
class UnreadableMessagesIT {

    private static final byte[] DAMAGED = {0, 0, 0, 4, 'r', 'e'};

    @RegisterExtension
    static final CoordinatorFixture fixture = CoordinatorFixture.withWorkers(1);

    @Test
    void task_bodyDamaged_failsItsPartitionAloneAndTheRestartCompletes() throws IOException {
        JobRun before = fixture.start("numbers", "partitions", "1", "fault", "process 1=go");
        before.awaitSaid(1, "waiting");
        StepKey next = fixture.stepKey(before.step("count").stepExecutionId() + 1);
        send(Addresses.TASKS, damagedTask(next, 1)); // the broker drops the true one, since it bears the same id
        JobRun run = fixture.start("numbers", "partitions", "3");
        run.awaitView(view -> run.step("count").partitions().size() == 3);
        before.open("go");

        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);

        assertThat(run.step("count").stepExecutionId()).isEqualTo(next.stepExecutionId());
        assertThat(run.step("count").partitions())
                .extracting(PartitionView::batchStatus)
                .containsExactly(BatchStatus.COMPLETED, BatchStatus.FAILED, BatchStatus.COMPLETED);
        assertThat(run.partition("count", 1).attempts()).isEmpty();
        assertThat(run.partition("count", 1).exception())
                .contains("worker worker-1@", "cannot read its task", Addresses.DEAD_LETTERS, "ends too early");
        assertThat(run.step("count").exception()).contains("partition 1 of step 'count' failed: ");
        assertThat(workerLog())
                .filteredOn(line -> line.contains("went to " + Addresses.DEAD_LETTERS))
                .singleElement()
                .asString()
                .contains("the task of partition " + next.text() + ":1 cannot be read");
        assertThat(take(Addresses.DEAD_LETTERS))
                .singleElement()
                .extracting(Envelope::kind)
                .isEqualTo(PartitionTask.KIND);

        JobRun again = run.restart();
        assertThat(again.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.numbers("write"))
                .containsExactlyElementsOf(IntStream.range(0, 15).boxed().toList());
    }

    @Test
    void results_unreadableTwiceOrLate_failOnlyThePartitionWhoseEndIsLost() throws IOException {
        JobRun run = fixture.start("numbers", "partitions", "2", "fault", "process 6=go");
        run.awaitSaid(1, "waiting");
        StepKey step = fixture.stepKey(run.step("count").stepExecutionId());
        Envelope end = endOfPartition0(step);
        send(Addresses.RESULTS, of(step, Envelope.durable(PartitionEvent.KIND, 2, DAMAGED)));
        send(Addresses.RESULTS, of(step, Envelope.durable("nonsense", 1, DAMAGED)));
        send(Addresses.RESULTS, end);
        send(
                Addresses.RESULTS,
                of(step, Envelope.durable(PartitionEvent.KIND, 99, end.body()))
                        .header(Headers.ENDED_PARTITION, step.text() + ":1"));
        run.awaitView(view -> run.partition("count", 1).batchStatus() == BatchStatus.FAILED);
        run.open("go");

        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);

        assertThat(run.partition("count", 0).batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.partition("count", 1).exception())
                .contains("its result cannot be read", "version 99", "same version of Procession");
        assertThat(run.said("data 0")).containsExactly("[0, 1, 2]", "[3, 4]");
        assertThat(fixture.logged())
                .filteredOn(line -> line.contains("a result of step execution " + step.stepExecutionId()))
                .hasSize(3)
                .satisfiesOnlyOnce(line -> assertThat(line).contains("fails partition 1"));
        send(Addresses.RESULTS, end); // no queue takes it any more
        assertThat(run.view().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.attempts("count")).extracting("outcome").startsWith(AttemptOutcome.COMPLETED);
        takeCheckpointsOfWhoGoesOn();
    }

    @Test
    void checkpoint_ofLaterVersion_waitsForNewerWorkerWithoutCharge() throws IOException {
        JobRun before = fixture.start("numbers", "partitions", "1", "fault", "process 1=go");
        before.awaitSaid(1, "waiting");
        StepKey next = fixture.stepKey(before.step("count").stepExecutionId() + 1);
        PartitionKey key = new PartitionKey(next, 0);
        send(
                Addresses.CHECKPOINTS,
                of(next, Envelope.durable(PartitionCheckpoint.KIND, 99, DAMAGED))
                        .lastValueKey(key.text()));
        JobRun run = fixture.start("numbers", "partitions", "1");
        run.awaitView(view -> run.step("count").partitions().size() == 1);
        before.open("go");
        await("the worker says that it leaves the partition to others")
                .atMost(CoordinatorFixture.DEADLINE)
                .until(() -> workerLog().stream()
                        .anyMatch(line -> line.contains("partition " + key.text() + " is left to a newer worker")
                                && line.contains("has version 99, this process reads up to 2")));

        take(Addresses.CHECKPOINTS); // as if it could be read now

        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.partition("count", 0).attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.attempt()).isEqualTo(1);
            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.COMPLETED);
        });
    }

    /** Partition 1 runs on, whatever this test has told of its end, and commits also when its step has ended and been cleared away. */
    private static void takeCheckpointsOfWhoGoesOn() {
        try (BrokerConnection connection = fixture.connect();
                BrokerSession session = connection.session()) {
            await("the worker is done")
                    .atMost(CoordinatorFixture.DEADLINE)
                    .until(() -> session.messageCount(Addresses.TASKS) == 0);
        }
        take(Addresses.CHECKPOINTS);
    }

    private static Envelope damagedTask(StepKey step, int partition) {
        return of(step, Envelope.durable(PartitionTask.KIND, PartitionTask.VERSION, DAMAGED))
                .duplicateId("task:" + step.text() + ":" + partition);
    }

    private static Envelope of(StepKey step, Envelope message) {
        return message.header(Headers.STEP, step.text());
    }

    private static void send(String address, Envelope message) {
        try (BrokerConnection connection = fixture.connect();
                BrokerSession session = connection.autoCommitSession()) {
            session.send(address, message);
        }
    }

    private static Envelope endOfPartition0(StepKey step) {
        return new PartitionEvent.Ended(
                        new PartitionKey(step, 0),
                        1,
                        new WorkerIdentity("another", "host", 1),
                        Instant.EPOCH,
                        "COMPLETED",
                        "COMPLETED",
                        PartitionState.INITIAL,
                        Map.of(),
                        null)
                .toEnvelope();
    }

    private static List<Envelope> take(String queue) {
        try (BrokerConnection connection = fixture.connect();
                BrokerSession session = connection.session()) {
            List<Envelope> taken = CoordinatorFixture.take(session, queue);
            session.commit();
            return taken;
        }
    }

    private static List<String> workerLog() throws IOException {
        try (Stream<Path> logs = Files.list(fixture.coordinator().directory().logs())) {
            return logs.flatMap(UnreadableMessagesIT::lines).toList();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
