// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.procession.runtime.repository.Database;
import dev.procession.runtime.repository.RepositorySettings;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.JobExecution;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.jberet.job.model.Job;
import org.jberet.job.model.JobBuilder;
import org.jberet.job.model.StepBuilder;
import org.jberet.runtime.JobExecutionImpl;
import org.jberet.runtime.JobInstanceImpl;
import org.jberet.runtime.PartitionExecutionImpl;
import org.jberet.runtime.StepExecutionImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingJobRepositoryTest {

    private static final ClassLoader LOADER = RecordingJobRepositoryTest.class.getClassLoader();

    @TempDir
    private Path home;

    private final Job job = new JobBuilder("job")
            .step(new StepBuilder("step").batchlet("none").build())
            .build();
    private Database database;
    private RecordingJobRepository repository;

    @BeforeEach
    void open() {
        database = Database.open(RepositorySettings.inHome(home));
        repository =
                new RecordingJobRepository(database, any -> "<job id='" + any.getId() + "'/>", new OpenDispatchers());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void createJobInstance_xmlKnown_isStored() {
        JobInstanceImpl instance = repository.createJobInstance(job, null, LOADER);
        assertThat(database.jobXml().find(instance.getInstanceId())).contains("<job id='job'/>");
    }

    @Test
    void createJobInstance_xmlUnknown_isNotStored() {
        JobInstanceImpl instance = new RecordingJobRepository(database, any -> null, new OpenDispatchers())
                .createJobInstance(job, null, LOADER);
        assertThat(database.jobXml().find(instance.getInstanceId())).isEmpty();
    }

    @Test
    void addPartitionExecution_rowWrittenAhead_updatesIt() {
        StepExecutionImpl step = step();
        database.partitions().plan(step.getStepExecutionId(), List.of(0, 1));
        repository.addPartitionExecution(step, partition(step, 0));
        repository.addPartitionExecution(step, partition(step, 2));
        assertThat(partitions(step, false))
                .extracting(PartitionExecutionImpl::getPartitionId, PartitionExecutionImpl::getBatchStatus)
                .containsExactlyInAnyOrder(
                        tuple(0, BatchStatus.STARTED), tuple(1, BatchStatus.STARTING), tuple(2, BatchStatus.STARTED));
        assertThat(step.getPartitionExecutions()).hasSize(2);
    }

    @Test
    void getPartitionExecutions_changedBehindJBeret_readsTheDatabase() {
        StepExecutionImpl step = step();
        repository.addPartitionExecution(step, partition(step, 0));
        database.partitions().updateStatus(step.getStepExecutionId(), 0, BatchStatus.COMPLETED);
        assertThat(partitions(step, false))
                .extracting(PartitionExecutionImpl::getBatchStatus)
                .containsExactly(BatchStatus.COMPLETED);
        assertThat(partitions(step, true)).isEmpty();
    }

    @Test
    void tables_writtenByJBeret_areReadBack() {
        Properties parameters = new Properties();
        parameters.setProperty("long", "x".repeat(10_000));
        JobExecutionImpl execution =
                repository.createJobExecution(repository.createJobInstance(job, null, LOADER), parameters);
        StepExecutionImpl step = step(execution);
        step.setPersistentUserData("user data");
        step.setException(new IllegalStateException("why"));
        step.setExitStatus("e".repeat(2_000));
        step.setBatchStatus(BatchStatus.FAILED);
        repository.updateStepExecution(step);
        execution.setBatchStatus(BatchStatus.FAILED);
        repository.updateJobExecution(execution, true, true);

        RecordingJobRepository later = new RecordingJobRepository(database, any -> null, new OpenDispatchers());
        assertThat(later.getJobExecution(execution.getExecutionId()).getJobParameters())
                .isEqualTo(parameters);
        assertThat(later.getStepExecutions(execution.getExecutionId(), LOADER))
                .singleElement()
                .satisfies(read -> {
                    assertThat(read.getPersistentUserData()).isEqualTo("user data");
                    assertThat(read.getExitStatus()).hasSize(2_000);
                    assertThat(read.getStartTime()).isEqualTo(step.getStartTime());
                });
    }

    @Test
    void jobParameters_valueOfSeveralLines_isReadBackInAnotherJvm() {
        Properties parameters = new Properties(new Properties());
        parameters.setProperty("sql", "SELECT 1\nFROM a = b\n");
        JobExecutionImpl execution =
                repository.createJobExecution(repository.createJobInstance(job, null, LOADER), parameters);
        long id = execution.getExecutionId();

        RecordingJobRepository later = new RecordingJobRepository(database, any -> null, new OpenDispatchers());
        assertThat(later.getJobExecution(id).getJobParameters()).containsEntry("sql", "SELECT 1\nFROM a = b\n");
        assertThat(new RecordingJobRepository(database, any -> null, new OpenDispatchers())
                        .getJobExecutions(execution.getJobInstance()))
                .singleElement()
                .satisfies(read -> assertThat(read.getJobParameters()).containsEntry("sql", "SELECT 1\nFROM a = b\n"));
    }

    @Test
    void createJobExecution_noParameters_hasNone() {
        JobExecutionImpl execution =
                repository.createJobExecution(repository.createJobInstance(job, null, LOADER), null);
        assertThat(database.queries().execution(execution.getExecutionId()))
                .hasValueSatisfying(view -> assertThat(view.parameters()).isEmpty());
    }

    @Test
    void createJobExecution_callerChangesItsParameters_neitherTouchesTheOther() {
        Properties parameters = new Properties();
        parameters.setProperty("fail", "yes");
        JobExecutionImpl execution =
                repository.createJobExecution(repository.createJobInstance(job, null, LOADER), parameters);
        execution.cleanUp();

        parameters.setProperty("fail", "no"); // as for a restart
        JobExecution read = repository.getJobExecution(execution.getExecutionId());

        assertThat(read.getJobParameters()).containsEntry("fail", "yes");
        assertThat(parameters).containsEntry("fail", "no");
    }

    @Test
    void getJobExecution_unknown_isNull() {
        assertThat(repository.getJobExecution(99)).isNull();
    }

    private List<PartitionExecutionImpl> partitions(StepExecutionImpl step, boolean notCompletedOnly) {
        return repository.getPartitionExecutions(step.getStepExecutionId(), step, notCompletedOnly, LOADER);
    }

    private StepExecutionImpl step() {
        return step(repository.createJobExecution(repository.createJobInstance(job, null, LOADER), new Properties()));
    }

    private StepExecutionImpl step(JobExecutionImpl execution) {
        StepExecutionImpl step = repository.createStepExecution("step");
        step.setBatchStatus(BatchStatus.STARTED);
        repository.addStepExecution(execution, step);
        return step;
    }

    private static PartitionExecutionImpl partition(StepExecutionImpl step, int number) {
        return new PartitionExecutionImpl(
                number, step.getStepExecutionId(), "step", BatchStatus.STARTED, null, null, null, null);
    }
}
