// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.TrustedClasses;
import dev.procession.runtime.repository.Database;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.operations.NoSuchJobExecutionException;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.JobExecution;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jberet.operations.JobOperatorImpl;
import org.jberet.repository.JobRepository;
import org.jberet.runtime.JobExecutionImpl;
import org.jberet.spi.JobOperatorContext;

/**
 * JBeret as the coordinator uses it: runs jobs, with their partitions where {@link DispatchServices} says.
 *
 * <p><em>Threads:</em> safe for use by several threads.
 */
public final class BatchEngine implements AutoCloseable {

    private static final Set<BatchStatus> ENDED =
            EnumSet.of(BatchStatus.COMPLETED, BatchStatus.FAILED, BatchStatus.STOPPED, BatchStatus.ABANDONED);

    private final CoordinatorEnvironment environment;
    private final JobXmlCatalog jobXml;
    private final JobOperatorImpl operator;

    private BatchEngine(CoordinatorEnvironment environment, JobXmlCatalog jobXml, JobOperatorImpl operator) {
        this.environment = environment;
        this.jobXml = jobXml;
        this.operator = operator;
    }

    /**
     * Starts the engine.
     *
     * @param container makes the batch artifacts; closed by whoever started it
     * @param trusted what user data and checkpoints may consist of
     */
    public static BatchEngine start(
            ClassLoader classLoader,
            ArtifactContainer container,
            Database database,
            DispatchServices services,
            TrustedClasses trusted) {
        UserObjects.trust(trusted);
        JobXmlCatalog catalog = new JobXmlCatalog();
        OpenDispatchers dispatchers = new OpenDispatchers();
        JobRepository repository = new RecordingJobRepository(database, catalog::textOf, dispatchers);
        CoordinatorEnvironment environment = new CoordinatorEnvironment(
                classLoader,
                new CoordinatorArtifacts(container.factory(), database.plans(), repository),
                repository,
                catalog,
                services,
                dispatchers);
        JobOperatorImpl operator = new JobOperatorImpl(environment);
        // BatchRuntime.getJobOperator() in the user's artifacts is to be this one too.
        JobOperatorContext context = JobOperatorContext.create(operator);
        JobOperatorContext.setJobOperatorContextSelector(() -> context);
        return new BatchEngine(environment, catalog, operator);
    }

    CoordinatorEnvironment environment() {
        return environment;
    }

    /** The standard operator. */
    public JobOperator jobOperator() {
        return operator;
    }

    /**
     * Serves a Job XML under a name for {@link JobOperator#start}.
     *
     * @throws jakarta.batch.operations.JobStartException if it is not a Job XML, with line and column
     */
    public void addJobXml(String name, byte[] xml) {
        jobXml.add(name, xml);
    }

    /**
     * Waits until an execution has ended.
     *
     * @return whether it ended in time
     * @throws NoSuchJobExecutionException if there is none of this id
     */
    public boolean awaitEnd(long executionId, Duration timeout) throws InterruptedException {
        JobExecution execution = operator.getJobExecution(executionId);
        if (!(execution instanceof JobExecutionImpl running)) {
            return ENDED.contains(execution.getBatchStatus());
        }
        // JBeret drops the job from the execution after it has stored the end: until then the end is not there for
        // others.
        if (running.getSubstitutedJob() != null) {
            running.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
        return running.getSubstitutedJob() == null && ENDED.contains(running.getBatchStatus());
    }

    /** Whether no job runs. */
    public boolean isIdle() {
        return environment.isIdle();
    }

    @Override
    public void close() {
        environment.close();
    }
}
