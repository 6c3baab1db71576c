// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import jakarta.batch.runtime.JobExecution;
import jakarta.batch.runtime.JobInstance;
import jakarta.batch.runtime.StepExecution;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.jberet.job.model.Job;
import org.jberet.repository.ApplicationAndJobName;
import org.jberet.repository.JobExecutionSelector;
import org.jberet.repository.JobRepository;
import org.jberet.runtime.AbstractStepExecution;
import org.jberet.runtime.JobExecutionImpl;
import org.jberet.runtime.JobInstanceImpl;
import org.jberet.runtime.PartitionExecutionImpl;
import org.jberet.runtime.StepExecutionImpl;

/** The job repository that a partition sees in a worker: it can only save its checkpoint. The coordinator has the real one. */
final class PartitionJobRepository implements JobRepository {

    private final PartitionReporter reporter;

    PartitionJobRepository(PartitionReporter reporter) {
        this.reporter = reporter;
    }

    @Override
    public void savePersistentData(JobExecution jobExecution, AbstractStepExecution execution) {
        reporter.save(execution);
    }

    /** Saves always: a stop reaches a worker as a message, not through the repository. */
    @Override
    public int savePersistentDataIfNotStopping(JobExecution jobExecution, AbstractStepExecution execution) {
        reporter.save(execution);
        return 1;
    }

    private static UnsupportedOperationException onlyInCoordinator() {
        return new UnsupportedOperationException("the job repository is in the coordinator, not in a worker");
    }

    @Override
    public void addJob(ApplicationAndJobName name, Job job) {
        throw onlyInCoordinator();
    }

    @Override
    public void removeJob(String jobId) {
        throw onlyInCoordinator();
    }

    @Override
    public Job getJob(ApplicationAndJobName name) {
        throw onlyInCoordinator();
    }

    @Override
    public Set<String> getJobNames() {
        throw onlyInCoordinator();
    }

    @Override
    public boolean jobExists(String jobName) {
        throw onlyInCoordinator();
    }

    @Override
    public JobInstanceImpl createJobInstance(Job job, String applicationName, ClassLoader classLoader) {
        throw onlyInCoordinator();
    }

    @Override
    public void removeJobInstance(long jobInstanceId) {
        throw onlyInCoordinator();
    }

    @Override
    public JobInstance getJobInstance(long jobInstanceId) {
        throw onlyInCoordinator();
    }

    @Override
    public List<JobInstance> getJobInstances(String jobName) {
        throw onlyInCoordinator();
    }

    @Override
    public int getJobInstanceCount(String jobName) {
        throw onlyInCoordinator();
    }

    @Override
    public JobExecutionImpl createJobExecution(JobInstanceImpl jobInstance, Properties jobParameters) {
        throw onlyInCoordinator();
    }

    @Override
    public JobExecution getJobExecution(long jobExecutionId) {
        throw onlyInCoordinator();
    }

    @Override
    public List<JobExecution> getJobExecutions(JobInstance jobInstance) {
        throw onlyInCoordinator();
    }

    @Override
    public List<Long> getJobExecutionsByJob(String jobName) {
        throw onlyInCoordinator();
    }

    @Override
    public List<Long> getJobExecutionsByJob(String jobName, Integer limit) {
        throw onlyInCoordinator();
    }

    @Override
    public void updateJobExecution(JobExecutionImpl jobExecution, boolean fullUpdate, boolean saveJobParameters) {
        throw onlyInCoordinator();
    }

    @Override
    public void stopJobExecution(JobExecutionImpl jobExecution) {
        throw onlyInCoordinator();
    }

    @Override
    public List<Long> getRunningExecutions(String jobName) {
        throw onlyInCoordinator();
    }

    @Override
    public void removeJobExecutions(JobExecutionSelector selector) {
        throw onlyInCoordinator();
    }

    @Override
    public List<StepExecution> getStepExecutions(long jobExecutionId, ClassLoader classLoader) {
        throw onlyInCoordinator();
    }

    @Override
    public StepExecutionImpl createStepExecution(String stepName) {
        throw onlyInCoordinator();
    }

    @Override
    public void addStepExecution(JobExecutionImpl jobExecution, StepExecutionImpl stepExecution) {
        throw onlyInCoordinator();
    }

    @Override
    public void updateStepExecution(StepExecution stepExecution) {
        throw onlyInCoordinator();
    }

    @Override
    public StepExecutionImpl findOriginalStepExecutionForRestart(
            String stepName, JobExecutionImpl jobExecutionToRestart, ClassLoader classLoader) {
        throw onlyInCoordinator();
    }

    @Override
    public int countStepStartTimes(String stepName, long jobInstanceId) {
        throw onlyInCoordinator();
    }

    @Override
    public void addPartitionExecution(
            StepExecutionImpl enclosingStepExecution, PartitionExecutionImpl partitionExecution) {
        throw onlyInCoordinator();
    }

    @Override
    public List<PartitionExecutionImpl> getPartitionExecutions(
            long stepExecutionId, StepExecutionImpl stepExecution, boolean notCompletedOnly, ClassLoader classLoader) {
        throw onlyInCoordinator();
    }
}
