// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.multiprocessing.WorkerPool;
import dev.procession.multiprocessing.shared.Shared;
import dev.procession.runtime.partition.PartitionFence;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.inject.Inject;
import java.lang.reflect.Field;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses an artifact that is no CDI bean and has a field for something of ours: JBeret makes it by itself, injects what the specification names,
 * and leaves the rest null.
 */
final class UninjectedFields {

    private static final Set<Package> OURS = Set.of(PartitionFence.class.getPackage(), WorkerPool.class.getPackage());

    private UninjectedFields() {}

    static void refuse(Class<?> artifact) {
        for (@Nullable Class<?> type = artifact; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.isAnnotationPresent(Inject.class)
                        && (field.isAnnotationPresent(Shared.class) || isOurs(field.getType()))) {
                    throw new BatchRuntimeException("class " + artifact.getName() + " wants a "
                            + field.getType().getSimpleName() + " injected into its field '" + field.getName()
                            + "', but is no CDI bean; annotate it with @jakarta.enterprise.context.Dependent or"
                            + " @jakarta.inject.Named, and let its jar have a META-INF/beans.xml");
                }
            }
        }
    }

    private static boolean isOurs(Class<?> type) {
        return type.getPackage() != null && OURS.contains(type.getPackage());
    }
}
