// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.artifacts.BeanlessDecider;
import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import dev.procession.runtime.repository.PartitionView;
import dev.procession.runtime.repository.StepView;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong in a job of the user, and what the user gets to read about it. */
class FailingPartitionsIT {

    private static final String MAX_BYTES = "65536";

    @RegisterExtension
    static final CoordinatorFixture fixture =
            CoordinatorFixture.withWorkers(2).setting("procession.message.max-bytes", MAX_BYTES);

    /** The points are in partition 1, which has the numbers from 5 to 9; the second column is the frame of the stack that must be there. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    open 5=throw              | IllegalStateException | NumberReader.open
                    read 6=throw              | IllegalStateException | NumberReader.readItem
                    read 6=checked            | IOException           | NumberReader.readItem
                    process 6=throw           | IllegalStateException | NumberProcessor.processItem
                    process 6=error           | AssertionError        | NumberProcessor.processItem
                    process 6=foreign         | RollbackException     | NumberProcessor.processItem
                    write 6=throw             | IllegalStateException | NumberWriter.writeItems
                    checkpoint 8=throw        | IllegalStateException | NumberReader.checkpointInfo
                    collect [5, 6, 7]=throw   | IllegalStateException | NumberCollector.collectPartitionData
                    collect [5, 6, 7]=error   | AssertionError        | NumberCollector.collectPartitionData
                    afterRead 6=throw         | IllegalStateException | TracingListener.afterRead
                    afterWrite [5, 6, 7]=throw| IllegalStateException | TracingListener.afterWrite
                    close 5=throw             | IllegalStateException | NumberReader.close
                    """)
    void chunk_artifactThrows_failsThePartitionWithTheStackOfTheWorker(String fault, String type, String frame) {
        JobRun run = fixture.start("numbers", "fault", fault);
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertFailed(run, "count", "fault at " + fault.substring(0, fault.indexOf('=')), type, frame);
        assertThat(run.partition("count", 0).batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.partition("count", 2).batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.said("reduce")).containsExactly("begin", "rollback", "after ROLLBACK");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    null           | collector of step 'count' returned null           | such as an empty list
                    unserialisable | collector's data                                   | artifacts.Unserialisable
                    unreadable     | collector's data                                   | cannot be read
                    untrusted      | collector's data contains class org.slf4j.helpers. | procession.serialization.allow
                    100000         | collector's data of step 'count' is too large       | procession.message.max-bytes
                    """)
    void chunk_collectorDataCannotTravel_failsThePartitionAndSaysWhy(String data, String message, String nextStep) {
        JobRun run = fixture.start("numbers", "data", data);
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertFailed(run, "count", message, nextStep);
        assertThat(run.said("data 1")).isEmpty();
        assertThat(run.said("data 2")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    data | null           | collector of step 'do' returned null              | such as an empty list
                    data | unserialisable | collector's data                                   | artifacts.Unserialisable
                    data | unreadable     | collector's data                                   | cannot be read
                    data | untrusted      | collector's data contains class org.slf4j.helpers. | procession.serialization.allow
                    data | 100000         | collector's data of step 'do' is too large          | procession.message.max-bytes
                    keep | unserialisable | setPersistentUserData                              | artifacts.Unserialisable
                    keep | untrusted      | persistent object contains class org.slf4j.        | procession.serialization.allow
                    keep | 100000         | persistent user data with the checkpoint           | procession.message.max-bytes
                    """)
    void batchlet_objectsCannotTravel_failsThePartitionAndSaysWhy(
            String parameter, String kind, String message, String nextStep) {
        JobRun run = fixture.start("special", parameter, kind);
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertFailed(run, "do", message, nextStep);
        assertThat(run.partition("do", 0).batchStatus()).isEqualTo(BatchStatus.COMPLETED);
    }

    @ParameterizedTest
    @CsvSource({
        "throw,IllegalStateException",
        "checked,IOException",
        "long,characters left out",
        "error,AssertionError",
        "foreign,RollbackException"
    })
    void batchlet_throws_failsThePartitionWithTheStackOfTheWorker(String kind, String type) {
        JobRun run = fixture.start("special", "fault", "process 1=" + kind);
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertFailed(run, "do", "fault at process 1", type, "SpecialBatchlet.process");
    }

    @Test
    void chunk_checkpointIsNotSerialisable_failsThePartition() {
        JobRun run = fixture.start("plain-numbers", "fault", "give checkpoint 8=unserialisable");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertFailed(run, "count", "setReaderCheckpointInfo", "not serialisable", "artifacts.Unserialisable");
    }

    /** With a collector and without, a chunk is committed at different moments. */
    @ParameterizedTest
    @ValueSource(strings = {"numbers", "plain-numbers"})
    void chunk_checkpointTooLarge_failsThePartitionAndARestartGoesOnWhereItLastStood(String job) {
        JobRun run = fixture.start(job, "fault", "give checkpoint 10=large-once");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertFailed(run, "count", "data with the checkpoint", "is too large", "procession.message.max-bytes");

        JobRun again = run.restart();
        assertThat(again.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.said("open")).contains("5 at 8");
    }

    @ParameterizedTest
    @CsvSource({"batchlet,no.such.Artifact", "batchlet,noSuchBean"})
    void artifactOfWorker_notFound_isNamed(String parameter, String name) {
        JobRun run = fixture.start("special", parameter, name);
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertFailed(run, "do", name, "--jobs-path");
    }

    @ParameterizedTest
    @CsvSource({"mapper,no.such.Artifact", "analyzer,noSuchBean", "listener,no.such.Artifact"})
    void artifactOfCoordinator_notFound_isNamed(String parameter, String name) {
        JobRun run = fixture.start("special", parameter, name);
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        StepView step = run.step("do");
        assertThat(step.batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(step.exception()).contains(name, "META-INF/batch.xml", "--jobs-path");
        assertThat(step.partitions()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    map=throw                | IllegalStateException | RangeMapper.mapPartitions
                    map=error                | AssertionError        | RangeMapper.mapPartitions
                    map=foreign              | RollbackException     | RangeMapper.mapPartitions
                    analyze [5, 6, 7]=throw  | IllegalStateException | NumberAnalyzer.analyzeCollectorData
                    analyze [5, 6, 7]=error  | AssertionError        | NumberAnalyzer.analyzeCollectorData
                    analyze [5, 6, 7]=foreign| RollbackException     | NumberAnalyzer.analyzeCollectorData
                    status COMPLETED=throw   | IllegalStateException | NumberAnalyzer.analyzeStatus
                    reduce begin=throw       | IllegalStateException | NumberReducer.beginPartitionedStep
                    reduce before=throw      | IllegalStateException | NumberReducer.beforePartitionedStepCompletion
                    reduce before=error      | AssertionError        | NumberReducer.beforePartitionedStepCompletion
                    reduce after COMMIT=throw| IllegalStateException | NumberReducer.afterPartitionedStepCompletion
                    beforeStep=throw         | IllegalStateException | TracingListener.beforeStep
                    afterStep=throw          | IllegalStateException | TracingListener.afterStep
                    """)
    void coordinator_artifactThrows_failsTheStepWithItsStack(String fault, String type, String frame) {
        JobRun run = fixture.start("numbers", "fault", fault);
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        StepView step = run.step("count");
        assertThat(step.batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(step.exception()).contains("fault at " + fault.substring(0, fault.indexOf('=')), type, frame);
        assertThat(step.partitions())
                .extracting(PartitionView::batchStatus)
                .doesNotContain(BatchStatus.STARTED, BatchStatus.STARTING, BatchStatus.STOPPING, BatchStatus.FAILED);
    }

    @ParameterizedTest
    @CsvSource({"beforeJob", "afterJob", "decide"})
    void job_artifactThrows_theExitStatusSaysWhat(String point) {
        JobRun run = fixture.start("special", "fault", point + "=throw");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.view().exitStatus()).isEqualTo("java.lang.IllegalStateException: fault at " + point);
    }

    @Test
    void job_deciderNotFound_theExitStatusSaysSo() {
        JobRun run = fixture.start("special", "decider", "noSuchBean");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.view().exitStatus()).contains("noSuchBean", "--jobs-path");
        assertThat(run.step("do").batchStatus()).isEqualTo(BatchStatus.COMPLETED);
    }

    @Test
    void job_artifactIsNoBeanButWantsInjection_theExitStatusSaysSo() {
        JobRun run = fixture.start("special", "decider", BeanlessDecider.class.getName());
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.view().exitStatus())
                .contains(BeanlessDecider.class.getName(), "CounterTotals", "'totals'", "no CDI bean");
    }

    @Test
    void job_parametersTooLargeForATask_failsTheStepAndSaysSo() {
        JobRun run = fixture.start("special", "parameter", "p".repeat(100_000));
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.step("do").exception()).contains("'partition' has 10", "procession.message.max-bytes");
        assertThat(run.partition("do", 0).batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.partition("do", 1).batchStatus()).isEqualTo(BatchStatus.STARTING);
    }

    @Test
    void partitionsProperty_unknownValue_failsTheStepAndNamesIt() {
        JobRun run = fixture.start("special", "procession.partitions", "everywhere");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.step("do").exception())
                .contains("procession.partitions of step 'do' is 'everywhere'", "'remote' or 'local'");
    }

    @ParameterizedTest
    @CsvSource({"throw", "error"})
    void analyzer_throwsWhileOthersRun_theyAreStoppedAndTheirOutcomeIsStored(String kind) throws IOException {
        JobRun run = fixture.start(
                "numbers",
                "items",
                "1000",
                "partitions",
                "4",
                "fault",
                "process 1=first;process 4=stop;process 1005=stop;process 1005=go;analyze [0, 1, 2]=" + kind);
        run.awaitSaid(2, "waiting");
        run.open("first");
        run.awaitView(view ->
                run.attempts("count").stream().anyMatch(attempt -> attempt.outcome() == AttemptOutcome.STOPPED));
        run.open("go");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.step("count").exception()).contains("fault at analyze [0, 1, 2]");
        assertThat(run.step("count").partitions())
                .hasSize(4)
                .extracting(PartitionView::batchStatus)
                .containsOnly(BatchStatus.STOPPED);
        assertThat(run.attempts("count")).extracting(AttemptView::outcome).containsOnly(AttemptOutcome.STOPPED);
        assertThat(run.partition("count", 1).metrics()).containsEntry("readCount", 6L);
    }

    @Test
    void collector_throwsWhileOthersRun_theyRunToTheirEnd() throws IOException {
        JobRun run = fixture.start("numbers", "partitions", "2", "fault", "process 1=go;collect [5, 6, 7]=throw");
        run.awaitView(view -> run.partition("count", 1).batchStatus() == BatchStatus.FAILED);
        run.open("go");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.partition("count", 0).batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.said("data 0")).hasSize(2);
    }

    /** Partition 1 failed in a worker, which the step says too. */
    private static void assertFailed(JobRun run, String step, String... texts) {
        PartitionView partition = run.partition(step, 1);
        assertThat(partition.batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(partition.exception()).contains(texts);
        assertThat(partition.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.FAILED);
            assertThat(fixture.workerPids()).contains(attempt.pid());
            assertThat(run.step(step).exception())
                    .containsPattern("partition \\d of step '" + step + "' failed on worker worker-\\d .*, pid \\d+");
        });
        assertThat(run.step(step).batchStatus()).isEqualTo(BatchStatus.FAILED);
    }
}
