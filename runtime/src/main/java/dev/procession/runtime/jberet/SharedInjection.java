// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.multiprocessing.shared.Shared;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Makes a bean for each shared object that an artifact wants to have injected. Nothing of shared objects is loaded where no artifact does.
 */
final class SharedInjection implements Extension {

    private record Wish(Type type, Class<?> raw, Shared name) {
        private boolean isLogger() {
            return raw == System.Logger.class;
        }
    }

    private final SharedAccess access;
    private final ArtifactProcesses processes;
    private final Set<Wish> wishes = new LinkedHashSet<>();

    SharedInjection(SharedAccess access, ArtifactProcesses processes) {
        this.access = access;
        this.processes = processes;
    }

    void note(@Observes ProcessInjectionPoint<?, ?> event) {
        for (Annotation qualifier : event.getInjectionPoint().getQualifiers()) {
            Type type = event.getInjectionPoint().getType();
            if (qualifier instanceof Shared name && rawType(type) instanceof Class<?> raw) {
                wishes.add(new Wish(type, raw, name));
            }
        }
    }

    private static Type rawType(Type type) {
        return type instanceof ParameterizedType generic ? generic.getRawType() : type;
    }

    void define(@Observes AfterBeanDiscovery event) {
        event.addBean().scope(Dependent.class).types(ArtifactProcesses.class).produceWith(instance -> processes);
        for (Wish wish : wishes) {
            event.addBean()
                    .scope(Dependent.class)
                    .types(wish.type)
                    .qualifiers(wish.name)
                    .produceWith(instance ->
                            wish.isLogger() ? ArtifactLogger.of(wish.name) : access.object(wish.raw, wish.name));
        }
    }

    /** Whether any artifact wants a shared object. */
    boolean isUsed() {
        return wishes.stream().anyMatch(wish -> !wish.isLogger());
    }
}
