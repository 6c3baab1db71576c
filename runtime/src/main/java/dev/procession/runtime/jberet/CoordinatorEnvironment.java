// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import jakarta.batch.operations.BatchRuntimeException;
import jakarta.transaction.TransactionManager;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jberet.repository.JobRepository;
import org.jberet.spi.ArtifactFactory;
import org.jberet.spi.BatchEnvironment;
import org.jberet.spi.JobTask;
import org.jberet.spi.JobXmlResolver;
import org.jberet.tx.LocalTransactionManager;
import org.jspecify.annotations.Nullable;

/** The batch environment of a coordinator: what JBeret's operator and runners work with. */
final class CoordinatorEnvironment implements BatchEnvironment, AutoCloseable {

    private final ClassLoader classLoader;
    private final ArtifactFactory artifacts;
    private final JobRepository repository;
    private final JobXmlResolver jobXml;
    private final DispatchServices services;
    private final ExecutorService threads;
    private final AtomicInteger running = new AtomicInteger();
    private final OpenDispatchers dispatchers;

    CoordinatorEnvironment(
            ClassLoader classLoader,
            ArtifactFactory artifacts,
            JobRepository repository,
            JobXmlResolver jobXml,
            DispatchServices services,
            OpenDispatchers dispatchers) {
        this.classLoader = classLoader;
        this.artifacts = artifacts;
        this.repository = repository;
        this.jobXml = jobXml;
        this.services = services;
        this.dispatchers = dispatchers;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "batch");
            thread.setDaemon(true);
            thread.setContextClassLoader(classLoader);
            return thread;
        });
    }

    /** The coordinator's environment behind the one that JBeret has. */
    static CoordinatorEnvironment of(BatchEnvironment environment) {
        if (environment instanceof CoordinatorEnvironment coordinator) {
            return coordinator;
        }
        if (environment instanceof DefaultBatchEnvironment shared) {
            return shared.coordinator();
        }
        throw new BatchRuntimeException("partitions of Procession need its batch environment, not "
                + environment.getClass().getName() + "; leave other BatchEnvironment providers off the class path");
    }

    DispatchServices services() {
        return services;
    }

    OpenDispatchers dispatchers() {
        return dispatchers;
    }

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
        running.incrementAndGet();
        threads.execute(() -> {
            try {
                task.run();
            } finally {
                running.decrementAndGet();
            }
        });
    }

    boolean isIdle() {
        return running.get() == 0;
    }

    @Override
    public TransactionManager getTransactionManager() {
        return LocalTransactionManager.getInstance();
    }

    @Override
    public JobRepository getJobRepository() {
        return repository;
    }

    @Override
    public JobXmlResolver getJobXmlResolver() {
        return jobXml;
    }

    @Override
    public Properties getBatchConfigurationProperties() {
        return new Properties();
    }

    @Override
    public @Nullable String getApplicationName() {
        return null;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
