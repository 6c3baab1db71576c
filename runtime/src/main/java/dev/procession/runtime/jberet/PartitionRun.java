// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.ObjectSerializer;
import dev.procession.messaging.PartitionCheckpoint;
import dev.procession.messaging.PartitionTask;
import dev.procession.runtime.partition.PartitionContext;
import dev.procession.runtime.partition.PartitionFence;
import dev.procession.workers.spi.HeldTask;
import dev.procession.workers.spi.HeldTask.Interruption;
import jakarta.batch.runtime.BatchStatus;
import jakarta.transaction.TransactionManager;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Properties;
import org.jberet.creation.ArchiveXmlLoader;
import org.jberet.creation.ArtifactCreationContext;
import org.jberet.creation.ArtifactFactoryWrapper;
import org.jberet.creation.JobScopedContextImpl;
import org.jberet.job.model.Job;
import org.jberet.job.model.Step;
import org.jberet.runtime.JobExecutionImpl;
import org.jberet.runtime.JobInstanceImpl;
import org.jberet.runtime.PartitionExecutionImpl;
import org.jberet.runtime.context.AbstractContext;
import org.jberet.runtime.context.JobContextImpl;
import org.jberet.runtime.context.StepContextImpl;
import org.jberet.runtime.runner.BatchletRunner;
import org.jberet.runtime.runner.ChunkRunner;
import org.jberet.spi.ArtifactFactory;
import org.jberet.spi.JobXmlResolver;
import org.jberet.tools.AbstractJobXmlResolver;

/**
 * One attempt at a partition in a worker: rebuilds the contexts that JBeret's runners want, and runs the chunk or batchlet.
 *
 * <p><em>Threads:</em> all in the slot's thread, since JBeret's CDI contexts are bound to it.
 */
final class PartitionRun {

    private final PartitionTask task;
    private final ClassLoader classLoader;
    private final ArtifactFactory artifacts;
    private final ObjectSerializer serializer;
    private final StepDatabases databases;

    PartitionRun(
            PartitionTask task,
            ClassLoader classLoader,
            ArtifactFactory artifacts,
            ObjectSerializer serializer,
            StepDatabases databases) {
        this.databases = databases;
        this.task = task;
        this.classLoader = classLoader;
        this.artifacts = artifacts;
        this.serializer = serializer;
    }

    void run(HeldTask held, PartitionReporter reporter, Job job, PartitionCheckpoint start) {
        JobExecutionImpl execution = execution(job);
        PartitionTransaction transaction = new PartitionTransaction(reporter);
        PartitionJobRepository repository = new PartitionJobRepository(reporter);
        PartitionEnvironment environment = new PartitionEnvironment(classLoader, artifacts, transaction, repository);
        // The execution has no step executions yet: that makes JobContextImpl load batch.xml.
        JobContextImpl jobContext =
                new JobContextImpl(execution, null, new ArtifactFactoryWrapper(artifacts), repository, environment);
        JobLogLevels.apply(jobContext);
        Step step = (Step) execution.getSubstitutedJob().getJobElements().get(0);
        PartitionFence fence = new PartitionFence(task.executionId(), start.attempt());
        try (PartitionLedger ledger = databases.open(jobContext, step, task, fence)) {
            PartitionCheckpoint from = ledger == null ? start : reporter.commitTo(ledger, start);
            run(
                    held,
                    reporter,
                    jobContext,
                    step,
                    from,
                    PartitionContext.of(fence, reporter.counts(), ledger == null ? null : ledger.connection()));
        }
    }

    private void run(
            HeldTask held,
            PartitionReporter reporter,
            JobContextImpl jobContext,
            Step step,
            PartitionCheckpoint start,
            PartitionContext context) {
        JobExecutionImpl execution = jobContext.getJobExecution();
        StepContextImpl stepContext = new StepContextImpl(step, partition(start), new AbstractContext[] {jobContext});
        Thread runner = Thread.currentThread();
        held.onInterruption(reason -> {
            reporter.interrupted(reason);
            execution.stop();
            if (reason == Interruption.NO_PROGRESS) {
                runner.interrupt(); // code that waits for something that does not come hears of nothing else
            }
        });
        reporter.progress(start.metrics());
        try {
            context.run(() ->
                    run(step, stepContext, jobContext.getBatchEnvironment().getTransactionManager(), reporter));
        } finally {
            JobScopedContextImpl.ScopedInstance.destroy(stepContext.getScopedBeans());
            JobScopedContextImpl.ScopedInstance.destroy(jobContext.getScopedBeans());
            ArtifactCreationContext.removeCurrentArtifactCreationContext();
        }
    }

    private static void run(
            Step step, StepContextImpl context, TransactionManager transaction, PartitionReporter reporter) {
        if (step.getChunk() != null) {
            new ChunkRunner(context, null, step.getChunk(), transaction, reporter).run();
        } else {
            new BatchletRunner(context, null, step.getBatchlet(), reporter).run();
        }
    }

    static Job parse(PartitionTask task, ClassLoader classLoader) {
        byte[] xml = task.stepXml().getBytes(StandardCharsets.UTF_8);
        JobXmlResolver shipped = new AbstractJobXmlResolver() {
            @Override
            public InputStream resolveJobXml(String name, ClassLoader ignored) {
                return new ByteArrayInputStream(xml);
            }
        };
        return ArchiveXmlLoader.loadJobXml(task.jobName(), classLoader, new ArrayList<>(), shipped);
    }

    private JobExecutionImpl execution(Job job) {
        JobInstanceImpl instance = new JobInstanceImpl(job, null, task.jobName());
        instance.setId(task.instanceId());
        Properties parameters = new Properties();
        parameters.putAll(task.jobParameters());
        JobExecutionImpl execution = new JobExecutionImpl(instance, parameters);
        execution.setId(task.executionId());
        execution.setBatchStatus(BatchStatus.STARTED);
        return execution;
    }

    private PartitionExecutionImpl partition(PartitionCheckpoint start) {
        PartitionExecutionImpl partition = new PartitionExecutionImpl(
                task.key().partition(),
                task.key().step().stepExecutionId(),
                task.stepName(),
                BatchStatus.STARTED,
                null,
                serializer.fromBytes(start.state().userData(), "the persistent user data"),
                serializer.fromBytes(start.state().readerCheckpoint(), "the reader's checkpoint"),
                serializer.fromBytes(start.state().writerCheckpoint(), "the writer's checkpoint"));
        Metrics.set(partition, start.metrics());
        return partition;
    }
}
