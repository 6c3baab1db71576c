// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.Headers;
import dev.procession.messaging.PartitionTask;
import dev.procession.workers.spi.TaskHandler;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of task that this JVM can run. */
final class TaskHandlers {

    private final Map<String, TaskHandler> byKind = new TreeMap<>();

    TaskHandlers(Iterable<TaskHandler> handlers) {
        for (TaskHandler handler : handlers) {
            TaskHandler other = byKind.put(handler.kind(), handler);
            if (other != null) {
                throw new IllegalStateException("two handlers for tasks of kind '" + handler.kind()
                        + "' on the class path: " + other.getClass().getName() + " and "
                        + handler.getClass().getName());
            }
        }
        if (byKind.isEmpty()) {
            throw new IllegalStateException(
                    "no task handler on the class path of this worker, so that it could run nothing;"
                            + " add dev.procession:procession-runtime");
        }
    }

    static TaskHandlers onClassPath(ClassLoader loader) {
        return new TaskHandlers(ServiceLoader.load(TaskHandler.class, loader));
    }

    @Nullable
    TaskHandler find(String kind) {
        return byKind.get(kind);
    }

    String kinds() {
        return String.join(", ", byKind.keySet());
    }

    /**
     * Selects the tasks that this worker takes: those of its kinds and versions (all others stay in the queue for whoever knows
     * them) and those that bear no kind, which nobody will ever know. Taking the unknown and handing them back was rejected: they return to
     * the head of the queue, in front of all that the worker could run.
     */
    String selector() {
        return ours() + " OR " + Headers.KIND + " IS NULL";
    }

    /** Selects the tasks that this worker leaves to others. */
    String othersSelector() {
        return Headers.KIND + " <> " + quote(PartitionTask.WITHDRAWAL) + " AND NOT (" + ours() + ")";
    }

    private String ours() {
        return byKind.values().stream().map(TaskHandlers::ofItsVersions).collect(Collectors.joining(" OR "));
    }

    private static String ofItsVersions(TaskHandler handler) {
        String ofKind = Headers.KIND + " = " + quote(handler.kind());
        return handler.newestVersion() == Integer.MAX_VALUE
                ? ofKind
                : "(" + ofKind + " AND " + Headers.VERSION + " <= " + handler.newestVersion() + ")";
    }

    static String quote(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
