// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import jakarta.batch.operations.BatchRuntimeException;
import jakarta.transaction.TransactionManager;
import java.util.Properties;
import java.util.ServiceLoader;
import org.jberet.repository.JobRepository;
import org.jberet.spi.ArtifactFactory;
import org.jberet.spi.BatchEnvironment;
import org.jberet.spi.JobTask;
import org.jberet.spi.JobXmlResolver;
import org.jspecify.annotations.Nullable;

/**
 * The environment that JBeret finds by {@link ServiceLoader} when a program calls {@code BatchRuntime.getJobOperator()}: that of the
 * engine which {@link EngineSource} gives.
 */
public final class DefaultBatchEnvironment implements BatchEnvironment {

    private final CoordinatorEnvironment coordinator = ServiceLoader.load(EngineSource.class)
            .findFirst()
            .orElseThrow(() -> new BatchRuntimeException("no " + EngineSource.class.getName() + " on the class path"))
            .engine()
            .environment();

    CoordinatorEnvironment coordinator() {
        return coordinator;
    }

    @Override
    public ClassLoader getClassLoader() {
        return coordinator.getClassLoader();
    }

    @Override
    public ArtifactFactory getArtifactFactory() {
        return coordinator.getArtifactFactory();
    }

    @Override
    public void submitTask(JobTask task) {
        coordinator.submitTask(task);
    }

    @Override
    public TransactionManager getTransactionManager() {
        return coordinator.getTransactionManager();
    }

    @Override
    public JobRepository getJobRepository() {
        return coordinator.getJobRepository();
    }

    @Override
    public JobXmlResolver getJobXmlResolver() {
        return coordinator.getJobXmlResolver();
    }

    @Override
    public Properties getBatchConfigurationProperties() {
        return coordinator.getBatchConfigurationProperties();
    }

    @Override
    public @Nullable String getApplicationName() {
        return coordinator.getApplicationName();
    }
}
