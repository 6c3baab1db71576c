// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

/** The CDI container of a coordinator, from which batch artifacts come. It takes a while to start and needs nothing else. */
public final class ArtifactContainer implements AutoCloseable {

    private final CdiArtifactFactory factory;

    private ArtifactContainer(CdiArtifactFactory factory) {
        this.factory = factory;
    }

    /** Boots CDI over the bean archives that {@code classLoader} sees. */
    public static ArtifactContainer start(ClassLoader classLoader) {
        return new ArtifactContainer(CdiArtifactFactory.start(classLoader));
    }

    CdiArtifactFactory factory() {
        return factory;
    }

    @Override
    public void close() {
        factory.close();
    }
}
