// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.runtime.repository.PartitionPlanStore;
import jakarta.batch.api.Decider;
import jakarta.batch.api.listener.JobListener;
import jakarta.batch.api.listener.StepListener;
import jakarta.batch.api.partition.PartitionAnalyzer;
import jakarta.batch.api.partition.PartitionMapper;
import jakarta.batch.api.partition.PartitionReducer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jberet.creation.ArtifactCreationContext;
import org.jberet.creation.ArtifactFactoryWrapper;
import org.jberet.repository.JobRepository;
import org.jberet.runtime.context.JobContextImpl;
import org.jberet.runtime.context.StepContextImpl;
import org.jberet.spi.ArtifactFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the batch artifacts of a coordinator: of those that JBeret itself calls, the calls are watched ({@link WatchedArtifact}), and one that
 * cannot be made is recorded with its step, where JBeret only logs it.
 *
 * <p>A watched artifact is a proxy with all batch interfaces of its class, for one class may be several artifacts of a step.
 */
final class CoordinatorArtifacts implements ArtifactFactory {

    private static final List<Class<?>> WATCHED = List.of(
            PartitionMapper.class,
            PartitionReducer.class,
            PartitionAnalyzer.class,
            StepListener.class,
            Decider.class,
            JobListener.class);
    private static final String BATCH_API = "jakarta.batch.api.";

    private final ArtifactFactory artifacts;
    private final CdiArtifactFactory cdi;
    private final PartitionPlanStore plans;
    private final JobRepository repository;

    CoordinatorArtifacts(CdiArtifactFactory cdi, PartitionPlanStore plans, JobRepository repository) {
        this.artifacts = new ArtifactFactoryWrapper(cdi); // those that are no CDI beans are to be watched too
        this.cdi = cdi;
        this.plans = plans;
        this.repository = repository;
    }

    /** Ends the processes of artifacts, and disconnects from the shared objects. */
    void closeShared() {
        cdi.processes().close();
        cdi.shared().close();
    }

    @Override
    public @Nullable Object create(String ref, @Nullable Class<?> type, ClassLoader classLoader) throws Exception {
        ArtifactCreationContext context = ArtifactCreationContext.getCurrentArtifactCreationContext();
        FailureRecord failures = new FailureRecord(
                (JobContextImpl) context.getJobContext(), (StepContextImpl) context.getStepContext(), repository);
        try {
            JobLogLevels.apply(context.getJobContext());
            Object artifact = artifacts.create(ref, type, classLoader);
            return artifact == null || WATCHED.stream().noneMatch(api -> api.isInstance(artifact))
                    ? artifact
                    : watched(artifact, failures);
        } catch (Exception | LinkageError e) {
            failures.notMade(e);
            throw e;
        }
    }

    private Object watched(Object artifact, FailureRecord failures) {
        Set<Class<?>> interfaces = new LinkedHashSet<>();
        for (Class<?> type = artifact.getClass(); type != null; type = type.getSuperclass()) {
            Stream.of(type.getInterfaces()).forEach(api -> add(api, interfaces));
        }
        return Proxy.newProxyInstance(
                PartitionMapper.class.getClassLoader(),
                interfaces.toArray(Class<?>[]::new),
                new WatchedArtifact(artifact, failures, plans));
    }

    private static void add(Class<?> api, Set<Class<?>> interfaces) {
        if (api.getName().startsWith(BATCH_API)) {
            interfaces.add(api);
        }
        Stream.of(api.getInterfaces()).forEach(above -> add(above, interfaces));
    }

    @Override
    public void destroy(@Nullable Object artifact) {
        artifacts.destroy(unwatched(artifact));
    }

    private static @Nullable Object unwatched(@Nullable Object artifact) {
        if (artifact != null && Proxy.isProxyClass(artifact.getClass())) {
            InvocationHandler handler = Proxy.getInvocationHandler(artifact);
            return handler instanceof WatchedArtifact watched ? watched.artifact() : artifact;
        }
        return artifact;
    }

    /** JBeret asks for the classes of listeners alone, and not in the name of a step: a missing one shows when it is to be made. */
    @Override
    public @Nullable Class<?> getArtifactClass(String ref, ClassLoader classLoader) {
        try {
            return artifacts.getArtifactClass(ref, classLoader);
        } catch (ArtifactNotFoundException e) {
            return StepListener.class;
        }
    }
}
