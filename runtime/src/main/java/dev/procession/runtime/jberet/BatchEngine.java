// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.TrustedClasses;
import dev.procession.runtime.repository.Database;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.operations.NoSuchJobExecutionException;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.JobExecution;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jberet.operations.JobOperatorImpl;
import org.jberet.repository.JobRepository;
import org.jberet.runtime.JobExecutionImpl;
import org.jberet.runtime.JobInstanceImpl;
import org.jberet.spi.JobOperatorContext;
import org.jspecify.annotations.Nullable;

/**
 * JBeret as the coordinator uses it: runs jobs, with their partitions where {@link DispatchServices} says.
 *
 * <p><em>Threads:</em> safe for use by several threads.
 */
public final class BatchEngine implements AutoCloseable {

    private static final Set<BatchStatus> ENDED =
            EnumSet.of(BatchStatus.COMPLETED, BatchStatus.FAILED, BatchStatus.STOPPED, BatchStatus.ABANDONED);

    private static final Set<BatchStatus> RESTARTABLE = EnumSet.of(BatchStatus.FAILED, BatchStatus.STOPPED);

    private final CoordinatorEnvironment environment;
    private final JobXmlCatalog jobXml;
    private final JobOperatorImpl operator;

    private BatchEngine(CoordinatorEnvironment environment, JobXmlCatalog jobXml, JobOperatorImpl operator) {
        this.environment = environment;
        this.jobXml = jobXml;
        this.operator = operator;
    }

    /**
     * What processes need that artifacts in the coordinator start.
     *
     * @param broker how they connect
     * @param allowedClasses the setting for what they may be sent
     * @param jobsPath the user's artifacts, besides the class path
     */
    public record Children(BrokerEndpoint broker, String allowedClasses, List<Path> jobsPath) {}

    /**
     * Starts the engine.
     *
     * @param container makes the batch artifacts; closed by whoever started it
     * @param trusted what user data and checkpoints may consist of
     * @param children what processes need that artifacts start
     */
    public static BatchEngine start(
            ClassLoader classLoader,
            ArtifactContainer container,
            Database database,
            DispatchServices services,
            TrustedClasses trusted,
            Children children) {
        UserObjects.trust(trusted);
        SharedAccess shared = container.factory().shared();
        ArtifactProcesses processes = container.factory().processes();
        JobXmlCatalog catalog = new JobXmlCatalog();
        OpenDispatchers dispatchers = new OpenDispatchers();
        shared.at(
                services.repositoryId(),
                services.broker().endpoint(),
                services.broker().settings(),
                services.serializer());
        processes.at(children);
        dispatchers.onStepEnds(processes::stepEnded);
        boolean sharing = container.factory().isSharing();
        dispatchers.onExecutionEnded(execution -> {
            processes.executionEnded(execution);
            if (sharing) {
                shared.delete(execution);
            }
        });
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
     * Checks a Job XML without starting anything.
     *
     * @throws jakarta.batch.operations.JobStartException if it is not a Job XML, with line and column
     */
    public static void check(String name, byte[] xml) {
        JobXmlValidator.validate(name, xml);
    }

    /**
     * Starts a job from this Job XML, which nobody else gets to see under the name.
     *
     * @return id of the execution
     * @throws jakarta.batch.operations.JobStartException if it is not a Job XML, with line and column
     */
    public synchronized long start(String name, byte[] xml, Properties parameters) {
        return operator.start(jobXml.read(name, xml, environment.getClassLoader()), parameters);
    }

    /**
     * Restarts an execution with this Job XML; without one, with the Job XML that its job's name stands for.
     *
     * @return id of the new execution
     * @throws jakarta.batch.operations.BatchRuntimeException if it cannot be restarted
     */
    public synchronized long restart(long executionId, @Nullable String xml, Properties parameters) {
        JobExecution execution = operator.getJobExecution(executionId);
        if (xml != null
                && RESTARTABLE.contains(execution.getBatchStatus())
                && operator.getJobInstance(executionId) instanceof JobInstanceImpl instance) {
            instance.setUnsubstitutedJob(jobXml.read(
                    instance.getJobName(), xml.getBytes(StandardCharsets.UTF_8), environment.getClassLoader()));
        }
        return operator.restart(executionId, parameters);
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
        if (environment.getArtifactFactory() instanceof CoordinatorArtifacts artifacts) {
            artifacts.closeShared(); // while the broker is still there
        }
        environment.close();
    }
}
