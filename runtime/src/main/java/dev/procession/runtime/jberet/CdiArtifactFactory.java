// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.runtime.partition.PartitionContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import org.jberet.creation.AbstractArtifactFactory;
import org.jberet.creation.ArtifactFactoryWrapper;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.jspecify.annotations.Nullable;

/**
 * Creates batch artifacts as CDI beans (Jakarta Batch 2.1, section 10.6). An artifact that is no bean is left to JBeret, which
 * knows {@code batch.xml} and class names.
 */
final class CdiArtifactFactory extends AbstractArtifactFactory implements AutoCloseable {

    private final WeldContainer container;
    private final BeanManager beans;
    private final SharedAccess shared;
    private final ArtifactProcesses processes;
    private final boolean sharing;

    private CdiArtifactFactory(
            WeldContainer container, SharedAccess shared, ArtifactProcesses processes, boolean sharing) {
        this.container = container;
        this.shared = shared;
        this.processes = processes;
        this.sharing = sharing;
        this.beans = container.getBeanManager();
    }

    /** Boots a CDI container over the bean archives that this class loader sees. */
    static CdiArtifactFactory start(ClassLoader classLoader) {
        // A class path without a single bean archive is fine: JBeret's extension brings the beans that artifacts
        // inject.
        Weld weld = new Weld().setClassLoader(classLoader).property("org.jboss.weld.se.shutdownHook", false);
        weld.addBeanClasses(
                CdiArtifactFactory.Anchor.class, PartitionContext.beans(), CounterBeans.class, ProcessBeans.class);
        SharedAccess shared = new SharedAccess();
        ArtifactProcesses processes = new ArtifactProcesses(shared);
        SharedInjection injection = new SharedInjection(shared, processes);
        weld.addExtension(injection);
        WeldContainer container = weld.initialize();
        return new CdiArtifactFactory(container, shared, processes, injection.isUsed());
    }

    /** The shared objects of this process. */
    SharedAccess shared() {
        return shared;
    }

    /** Whether any artifact has shared objects injected, which are in the broker then. */
    boolean isSharing() {
        return sharing;
    }

    /** The processes that artifacts start. */
    ArtifactProcesses processes() {
        return processes;
    }

    /** Keeps Weld from refusing to start where no bean archive is found. */
    static class Anchor {}

    @Override
    public @Nullable Class<?> getArtifactClass(String ref, ClassLoader classLoader) {
        Bean<?> bean = find(ref, classLoader);
        return bean == null ? null : bean.getBeanClass();
    }

    @Override
    public @Nullable Object create(String ref, @Nullable Class<?> type, ClassLoader classLoader) {
        Bean<?> bean = find(ref, classLoader);
        if (bean == null) {
            Class<?> plain = new ArtifactFactoryWrapper(this).getArtifactClass(ref, classLoader);
            if (plain != null) {
                UninjectedFields.refuse(plain);
            }
            return null;
        }
        return beans.getReference(bean, bean.getBeanClass(), beans.createCreationalContext(bean));
    }

    private @Nullable Bean<?> find(String ref, ClassLoader classLoader) {
        try {
            return findBean(ref, beans, classLoader);
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof ClassNotFoundException) {
                throw new ArtifactNotFoundException(ref, e.getCause());
            }
            throw e;
        }
    }

    @Override
    public void close() {
        processes.close();
        container.shutdown();
        shared.close();
    }
}
