// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.WorkerCommand;
import dev.procession.messaging.WorkerPresence;
import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.PartitionView;
import dev.procession.runtime.repository.StepView;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stopping at every stage of a partitioned step, and going on where the last execution stood. */
class StopAndRestartIT {

    @RegisterExtension
    static final CoordinatorFixture fixture = CoordinatorFixture.withWorkers(2);

    @ParameterizedTest
    @ValueSource(strings = {"numbers", "plain-numbers"})
    void stop_partitionsQueued_areWithdrawnAndRunAfterTheRestart(String job) throws IOException {
        JobRun run = fixture.start(job, "partitions", "6", "fault", held("process 1", "process 6"));
        run.awaitSaid(2, "waiting");
        run.stop();
        run.awaitView(view -> run.step("count").partitions().stream()
                        .filter(partition -> partition.batchStatus() == BatchStatus.STOPPED)
                        .count()
                == 4);
        run.open("go");
        assertStopped(run);
        assertThat(run.step("count").partitions().stream().skip(2)).allSatisfy(partition -> {
            assertThat(partition.batchStatus()).isEqualTo(BatchStatus.STOPPED);
            assertThat(partition.attempts()).isEmpty();
        });
        assertThat(run.attempts("count")).extracting(AttemptView::outcome).containsOnly(AttemptOutcome.STOPPED);
        assertRestCompletes(run, job, 30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"numbers", "plain-numbers"})
    void stop_chunksRun_theyEndAtTheNextCheckpoint(String job) throws IOException {
        JobRun run = fixture.start(
                job,
                "partitions",
                "3",
                "items",
                "200",
                "fault",
                "process 150=stop;process 350=stop;process 550=stop"); // none is to complete before it is told
        run.awaitSaid(20, "write");
        run.stop();
        assertStopped(run);
        assertThat(run.step("count").partitions())
                .extracting(PartitionView::batchStatus)
                .contains(BatchStatus.STOPPED);
        assertRestCompletes(run, job, 600);
    }

    @Test
    void stop_threadsOne_theOthersAreNotDispatched() throws IOException {
        JobRun run = fixture.start("numbers", "partitions", "3", "threads", "1", "fault", "process 1=go");
        run.awaitSaid(1, "waiting");
        run.stop();
        run.open("go");
        assertStopped(run);
        assertThat(run.attempts("count")).hasSize(1);
        assertRestCompletes(run, "numbers", 15);
    }

    /** Wherever the stop meets the job: before it runs, while it maps, while it sends. */
    @Test
    void stop_atOnce_stopsTheJobAndTheRestartCompletesIt() throws IOException {
        for (int i = 0; i < 5; i++) {
            JobRun run = fixture.start("numbers", "partitions", "4", "fault", "process 1=stop");
            run.stop();
            assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.STOPPED);
            assertRestCompletes(run, "numbers", 20);
        }
    }

    /** All partitions have ended, and the analyzer has not heard of it. */
    @Tag("full")
    @Test
    void stop_whileTheStepFinishes_losesAndRepeatsNothing() throws IOException {
        JobRun run = fixture.start("numbers", "partitions", "3", "fault", "analyze [5, 6, 7]=go");
        run.awaitView(view -> run.step("count").partitions().stream()
                        .filter(partition -> partition.batchStatus() == BatchStatus.COMPLETED)
                        .count()
                == 3);
        run.stop();
        run.open("go");
        BatchStatus ended = run.await().batchStatus();
        if (ended != BatchStatus.COMPLETED) {
            assertThat(ended).isEqualTo(BatchStatus.STOPPED);
            JobRun again = run.restart("fault", "");
            assertThat(again.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(again.view().steps())
                    .flatExtracting(StepView::partitions)
                    .isEmpty();
        }
        assertThat(run.numbers("write"))
                .isEqualTo(IntStream.range(0, 15).boxed().toList());
        assertThat(run.numbers("data")).isEqualTo(IntStream.range(0, 15).boxed().toList());
    }

    @Test
    void stop_batchletRuns_itsStopMethodIsCalledInTheWorker() {
        JobRun run = fixture.start("special", "fault", "until stopped=yes");
        List<Long> pids =
                run.awaitSaid(2, "running").stream().map(line -> line.pid()).toList();
        run.stop();
        assertStopped(run);
        assertThat(run.said("stop")).containsExactlyInAnyOrder("0", "1");
        assertThat(run.pids("stop")).containsExactlyInAnyOrderElementsOf(pids);
        assertThat(run.step("do").partitions()).allSatisfy(partition -> {
            assertThat(partition.batchStatus()).isEqualTo(BatchStatus.STOPPED);
            assertThat(partition.exitStatus()).isEqualTo("STOPPED EARLY");
        });
        JobRun again = run.restart("fault", "none");
        assertThat(again.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.said("found 1")).containsExactly("null", "kept by 1");
    }

    /** Nobody has the task any more, but its last checkpoint is on the broker. */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"numbers", "plain-numbers"})
    void stop_partitionHandedBack_keepsItsCheckpoint(String job) throws IOException {
        JobRun run = fixture.start(job, "partitions", "1", "items", "2000", "fault", held("process 100"));
        long holder = run.awaitSaid(1, "waiting").get(0).pid();
        // The other worker has something to do, and who replaces this one has to start first.
        JobRun other = fixture.start("plain-numbers", "partitions", "1", "fault", "process 1=go");
        other.awaitSaid(1, "waiting");
        for (WorkerPresence presence : fixture.coordinator().roster().workers()) {
            if (presence.worker().pid() == holder) {
                end(presence);
            }
        }
        run.open("go");
        run.awaitView(view -> run.attempts("count").get(0).outcome() == AttemptOutcome.RETURNED);
        run.stop();
        assertStopped(run);
        assertThat(run.partition("count", 0).attempts())
                .extracting(AttemptView::outcome)
                .containsExactly(AttemptOutcome.RETURNED);
        other.open("go");
        fixture.awaitWorkers();
        assertRestCompletes(run, job, 2000);
    }

    private static void end(WorkerPresence presence) {
        try (BrokerConnection connection = fixture.connect();
                BrokerSession session = connection.session()) {
            session.send(
                    Addresses.CONTROL,
                    new WorkerCommand.EndWorker(presence.worker().text()).toEnvelope());
            session.commit();
        }
    }

    @Test
    void restart_partitionFailed_onlyItRunsAgainFromItsLastCheckpoint() {
        JobRun run = fixture.start("numbers", "fault", "process 8=once");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        JobRun again = run.restart();
        ExecutionView view = again.await();
        assertThat(view.batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(view.instanceId()).isEqualTo(run.view().instanceId());
        assertThat(again.attempts("count")).singleElement().returns(AttemptOutcome.COMPLETED, AttemptView::outcome);
        assertThat(again.partition("count", 1).metrics()).containsEntry("readCount", 2L);
        assertThat(run.said("open")).containsExactlyInAnyOrder("0 at 0", "5 at 5", "10 at 10", "5 at 8");
        assertThat(run.said("resume 1")).containsExactly("with null, null", "with chunk 1, Chunks[count=1]");
        assertThat(run.said("data 1")).containsExactly("[5, 6, 7]", "[8, 9]");
    }

    @Test
    void restart_batchletFailed_hasTheUserDataThatItSet() {
        JobRun run = fixture.start("special", "fault", "process 1=once");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        JobRun again = run.restart();
        assertThat(again.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.said("found")).containsExactlyInAnyOrder("0 null", "1 null", "1 kept by 1");
    }

    @Test
    void restart_collectorDataWasRefused_givesAllOfThemAgain() {
        JobRun run = fixture.start("numbers", "data", "unreadable");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        JobRun again = run.restart("data", "");
        assertThat(again.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.said("data 1")).containsExactly("[5, 6, 7]", "[8, 9]");
    }

    @ParameterizedTest
    @CsvSource({"map=once", "reduce begin=once", "write 6=once", "reduce before=once"})
    void restart_failedOnce_completes(String fault) {
        JobRun run = fixture.start("numbers", "fault", fault);
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.restart().await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.said("data")).hasSize(6).doesNotHaveDuplicates();
    }

    /** At these points partitions stand until they have been told to stop and, what is more, the test lets them go. */
    private static String held(String... points) {
        return Arrays.stream(points)
                .map(point -> point + "=stop;" + point + "=go")
                .collect(Collectors.joining(";"));
    }

    private static void assertStopped(JobRun run) {
        ExecutionView view = run.await();
        assertThat(view.batchStatus()).isEqualTo(BatchStatus.STOPPED);
        assertThat(view.steps()).allSatisfy(step -> {
            assertThat(step.batchStatus()).isEqualTo(BatchStatus.STOPPED);
            assertThat(step.partitions())
                    .extracting(PartitionView::batchStatus)
                    .isSubsetOf(BatchStatus.STOPPED, BatchStatus.COMPLETED);
        });
    }

    /** All numbers were written and collected once over both executions. */
    private static void assertRestCompletes(JobRun run, String job, int items) throws IOException {
        JobRun again = run.restart("fault", "");
        assertThat(again.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(again.step("count").partitions())
                .extracting(PartitionView::batchStatus)
                .containsOnly(BatchStatus.COMPLETED);
        assertOnce(run.numbers("write "), items);
        if (job.equals("numbers")) {
            assertOnce(run.numbers("data "), items);
        }
    }

    private static void assertOnce(List<Integer> numbers, int items) {
        assertThat(numbers).doesNotHaveDuplicates().hasSize(items).endsWith(items - 1);
    }
}
