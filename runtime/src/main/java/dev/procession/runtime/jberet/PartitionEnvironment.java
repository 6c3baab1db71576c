// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import jakarta.transaction.TransactionManager;
import java.util.Properties;
import org.jberet.repository.JobRepository;
import org.jberet.spi.ArtifactFactory;
import org.jberet.spi.BatchEnvironment;
import org.jberet.spi.JobTask;
import org.jberet.spi.JobXmlResolver;
import org.jspecify.annotations.Nullable;

/** The batch environment of one partition in a worker. */
record PartitionEnvironment(
        ClassLoader classLoader, ArtifactFactory artifacts, TransactionManager transaction, JobRepository repository)
        implements BatchEnvironment {

    @Override
    public ClassLoader getClassLoader() {
        return classLoader;
    }

    @Override
    public ArtifactFactory getArtifactFactory() {
        return artifacts;
    }

    @Override
    public void submitTask(JobTask task) {
        throw new UnsupportedOperationException("a partition runs in its slot's thread and starts no other");
    }

    @Override
    public TransactionManager getTransactionManager() {
        return transaction;
    }

    @Override
    public JobRepository getJobRepository() {
        return repository;
    }

    @Override
    public @Nullable JobXmlResolver getJobXmlResolver() {
        return null;
    }

    @Override
    public Properties getBatchConfigurationProperties() {
        return new Properties();
    }

    @Override
    public @Nullable String getApplicationName() {
        return null;
    }
}
