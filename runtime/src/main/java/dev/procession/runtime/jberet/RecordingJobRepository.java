// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.runtime.repository.Database;
import dev.procession.runtime.repository.JobParameterStore;
import dev.procession.runtime.repository.JobXmlStore;
import dev.procession.runtime.repository.OwnershipStore;
import dev.procession.runtime.repository.PartitionPlanStore;
import dev.procession.runtime.repository.PartitionStore;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.JobExecution;
import jakarta.batch.runtime.JobInstance;
import jakarta.batch.runtime.StepExecution;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jberet.job.model.Job;
import org.jberet.repository.ApplicationAndJobName;
import org.jberet.repository.JdbcRepository;
import org.jberet.repository.JobExecutionSelector;
import org.jberet.repository.JobRepository;
import org.jberet.runtime.AbstractStepExecution;
import org.jberet.runtime.JobExecutionImpl;
import org.jberet.runtime.JobInstanceImpl;
import org.jberet.runtime.PartitionExecutionImpl;
import org.jberet.runtime.StepExecutionImpl;
import org.jspecify.annotations.Nullable;

/**
 * JBeret's JDBC repository, which besides keeps the Job XML of each instance and the exact parameters of each execution, tolerates partition rows that were written ahead, and reads
 * partitions from the database rather than from memory, so that what another process settled is seen.
 */
final class RecordingJobRepository implements JobRepository {

    private final JobRepository jdbc;
    private final JobXmlStore jobXml;
    private final JobParameterStore parameters;
    private static final Set<BatchStatus> ENDED =
            EnumSet.of(BatchStatus.COMPLETED, BatchStatus.FAILED, BatchStatus.STOPPED);

    private final PartitionStore partitions;
    private final PartitionPlanStore plans;
    private final OwnershipStore ownership;
    private final Function<Job, @Nullable String> xmlOf;
    private final OpenDispatchers dispatchers;

    /** @param xmlOf the text that a job was read from; null for a job that was not read from XML */
    RecordingJobRepository(Database database, Function<Job, @Nullable String> xmlOf, OpenDispatchers dispatchers) {
        this.dispatchers = dispatchers;
        this.jdbc = new JdbcRepository(database.dataSource());
        this.jobXml = database.jobXml();
        this.parameters = database.parameters();
        this.partitions = database.partitions();
        this.plans = database.plans();
        this.ownership = database.ownership();
        this.xmlOf = xmlOf;
    }

    @Override
    public JobInstanceImpl createJobInstance(Job job, String applicationName, ClassLoader classLoader) {
        JobInstanceImpl instance = jdbc.createJobInstance(job, applicationName, classLoader);
        String xml = xmlOf.apply(job);
        if (xml != null) {
            jobXml.save(instance.getInstanceId(), instance.getJobName(), xml);
        }
        return instance;
    }

    /** JBeret would keep the caller's own object, which the caller is free to change for a restart. */
    @Override
    public JobExecutionImpl createJobExecution(JobInstanceImpl instance, @Nullable Properties given) {
        Map<String, String> texts = texts(given);
        @Nullable Properties own = null;
        if (given != null) {
            own = new Properties();
            own.putAll(texts);
        }
        JobExecutionImpl execution = jdbc.createJobExecution(instance, own);
        parameters.save(execution.getExecutionId(), texts);
        ownership.claim(execution.getExecutionId());
        return execution;
    }

    @Override
    public @Nullable JobExecution getJobExecution(long executionId) {
        JobExecution execution = jdbc.getJobExecution(executionId);
        completeParameters(execution);
        return execution;
    }

    @Override
    public List<JobExecution> getJobExecutions(@Nullable JobInstance instance) {
        List<JobExecution> executions = jdbc.getJobExecutions(instance);
        if (instance != null) {
            executions.forEach(this::completeParameters);
        }
        return executions;
    }

    /** Repairs values of several lines, of which JBeret reads back the first line only. */
    private void completeParameters(@Nullable JobExecution execution) {
        // One that runs here has the parameters that it was given.
        if (execution instanceof JobExecutionImpl read && read.getSubstitutedJob() == null) {
            parameters
                    .find(read.getExecutionId())
                    .ifPresent(exact -> exact.forEach((name, value) -> {
                        if (!value.equals(read.getJobParameters().getProperty(name))) {
                            read.addJobParameter(name, value);
                        }
                    }));
        }
    }

    private static Map<String, String> texts(@Nullable Properties properties) {
        Map<String, String> texts = new TreeMap<>();
        if (properties != null) {
            properties.stringPropertyNames().forEach(name -> texts.put(name, properties.getProperty(name)));
        }
        return texts;
    }

    @Override
    public void addPartitionExecution(StepExecutionImpl step, PartitionExecutionImpl partition) {
        if (partitions.updateStatus(
                partition.getStepExecutionId(), partition.getPartitionId(), partition.getBatchStatus())) {
            step.getPartitionExecutions().add(partition);
        } else {
            jdbc.addPartitionExecution(step, partition);
        }
    }

    @Override
    public List<PartitionExecutionImpl> getPartitionExecutions(
            long stepExecutionId, StepExecutionImpl step, boolean notCompletedOnly, ClassLoader classLoader) {
        // A step execution without partitions in memory makes JBeret ask the database.
        return jdbc.getPartitionExecutions(
                stepExecutionId, new StepExecutionImpl(step.getStepName()), notCompletedOnly, classLoader);
    }

    /** JBeret calls this when a step has ended, however it ended. */
    @Override
    public void updateStepExecution(StepExecution step) {
        dispatchers.stepEnds(step.getStepExecutionId());
        jdbc.updateStepExecution(step);
        dispatchers.endStored(step.getStepExecutionId());
    }

    // What follows is JBeret's own.

    @Override
    public void addJob(ApplicationAndJobName name, Job job) {
        jdbc.addJob(name, job);
    }

    @Override
    public void removeJob(String jobId) {
        jdbc.removeJob(jobId);
    }

    @Override
    public Job getJob(ApplicationAndJobName name) {
        return jdbc.getJob(name);
    }

    @Override
    public Set<String> getJobNames() {
        return jdbc.getJobNames();
    }

    @Override
    public boolean jobExists(String jobName) {
        return jdbc.jobExists(jobName);
    }

    @Override
    public void removeJobInstance(long instanceId) {
        jdbc.removeJobInstance(instanceId);
    }

    @Override
    public JobInstance getJobInstance(long instanceId) {
        return jdbc.getJobInstance(instanceId);
    }

    @Override
    public List<JobInstance> getJobInstances(String jobName) {
        return jdbc.getJobInstances(jobName);
    }

    @Override
    public int getJobInstanceCount(String jobName) {
        return jdbc.getJobInstanceCount(jobName);
    }

    @Override
    public List<Long> getJobExecutionsByJob(String jobName) {
        return jdbc.getJobExecutionsByJob(jobName);
    }

    @Override
    public List<Long> getJobExecutionsByJob(String jobName, Integer limit) {
        return jdbc.getJobExecutionsByJob(jobName, limit);
    }

    @Override
    public void updateJobExecution(JobExecutionImpl execution, boolean fullUpdate, boolean saveJobParameters) {
        jdbc.updateJobExecution(execution, fullUpdate, saveJobParameters);
        if (ENDED.contains(execution.getBatchStatus())) {
            dispatchers.executionEnded(execution.getExecutionId());
        }
    }

    @Override
    public void stopJobExecution(JobExecutionImpl execution) {
        jdbc.stopJobExecution(execution);
    }

    @Override
    public List<Long> getRunningExecutions(String jobName) {
        return jdbc.getRunningExecutions(jobName);
    }

    @Override
    public void removeJobExecutions(JobExecutionSelector selector) {
        jdbc.removeJobExecutions(selector);
    }

    @Override
    public List<StepExecution> getStepExecutions(long executionId, ClassLoader classLoader) {
        return jdbc.getStepExecutions(executionId, classLoader);
    }

    @Override
    public StepExecutionImpl createStepExecution(String stepName) {
        return jdbc.createStepExecution(stepName);
    }

    @Override
    public void addStepExecution(JobExecutionImpl execution, StepExecutionImpl step) {
        jdbc.addStepExecution(execution, step);
    }

    @Override
    public @Nullable StepExecutionImpl findOriginalStepExecutionForRestart(
            String stepName, JobExecutionImpl executionToRestart, ClassLoader classLoader) {
        StepExecutionImpl latest = jdbc.findOriginalStepExecutionForRestart(stepName, executionToRestart, classLoader);
        if (latest == null || !isPartitioned(executionToRestart, stepName)) {
            return latest;
        }
        return plans.latest(executionToRestart.getJobInstance().getInstanceId(), stepName)
                .map(planned -> planned(planned, classLoader))
                .orElse(null);
    }

    /**
     * The step execution whose partitions a restart continues: the latest that came to a plan, which need not be the latest; none if the mapper
     * has failed each time. Where its end was never stored, its rows are all there nevertheless, and JBeret is to take them as they are.
     */
    private @Nullable StepExecutionImpl planned(PartitionPlanStore.PlannedStep planned, ClassLoader classLoader) {
        for (StepExecution step : jdbc.getStepExecutions(planned.jobExecutionId(), classLoader)) {
            if (step.getStepExecutionId() == planned.stepExecutionId() && step instanceof StepExecutionImpl found) {
                if (found.getBatchStatus() != BatchStatus.COMPLETED) {
                    found.setBatchStatus(BatchStatus.FAILED);
                }
                return found;
            }
        }
        return null;
    }

    private static boolean isPartitioned(JobExecutionImpl execution, String stepName) {
        Job job = execution.getJobInstance().getUnsubstitutedJob();
        return job != null
                && JobSteps.find(job.getJobElements(), stepName)
                        .map(step -> step.getPartition() != null)
                        .orElse(false);
    }

    @Override
    public int countStepStartTimes(String stepName, long instanceId) {
        return jdbc.countStepStartTimes(stepName, instanceId);
    }

    @Override
    public void savePersistentData(JobExecution execution, AbstractStepExecution stepOrPartition) {
        jdbc.savePersistentData(execution, stepOrPartition);
    }

    @Override
    public int savePersistentDataIfNotStopping(JobExecution execution, AbstractStepExecution stepOrPartition) {
        return jdbc.savePersistentDataIfNotStopping(execution, stepOrPartition);
    }
}
