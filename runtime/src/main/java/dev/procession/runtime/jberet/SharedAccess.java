// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.ObjectSerializer;
import dev.procession.multiprocessing.shared.Shared;
import dev.procession.multiprocessing.shared.SharedObjects;
import dev.procession.multiprocessing.shared.SharedScope;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.runtime.context.JobContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jberet.creation.ArtifactCreationContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shared objects that the artifacts of this process have injected: connects when the first one is wanted. Those of a job execution are given
 * back when the last partition of it here has ended, and deleted by the coordinator with the job.
 */
final class SharedAccess implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SharedAccess.class);
    private static final int DELETE_TRIES = 20;
    private static final Duration DELETE_PAUSE = Duration.ofMillis(500);

    private record Place(
            String repository, BrokerEndpoint broker, ConnectionSettings settings, ObjectSerializer serializer) {}

    private final Map<SharedScope, Integer> users = new HashMap<>();
    private final Set<Runnable> flushes = ConcurrentHashMap.newKeySet();
    private @Nullable Place place;
    private @Nullable SharedObjects objects;
    private boolean closed;

    /** Says where the objects are; does not connect. */
    synchronized void at(
            String repository, BrokerEndpoint broker, ConnectionSettings settings, ObjectSerializer serializer) {
        place = new Place(repository, broker, settings, serializer);
    }

    /** The object for the artifact that JBeret is making on this thread. */
    Object object(Class<?> type, Shared name) {
        ArtifactCreationContext context = ArtifactCreationContext.getCurrentArtifactCreationContext();
        JobContext job = context.getJobContext();
        if (job == null && !name.global()) {
            throw new BatchRuntimeException(
                    "@Shared(\"" + name.value()
                            + "\") belongs to a job execution, and none runs in this thread; inject it into a batch artifact, or say global=true");
        }
        SharedScope scope = name.global() ? SharedScope.GLOBAL : scope(job.getExecutionId());
        return open().in(scope).object(type, name.value(), name.size());
    }

    private synchronized SharedScope scope(long execution) {
        return SharedScope.ofExecution(place().repository(), execution);
    }

    /** The connection, made when it is wanted. */
    synchronized SharedObjects open() {
        if (closed) {
            throw new BatchRuntimeException("this process is ending, and has no shared objects any more");
        }
        if (objects == null) {
            Place now = place();
            objects = SharedObjects.open(now.broker(), now.settings(), now::serializer, SharedScope.GLOBAL);
            objects.beforeOperations(() -> flushes.forEach(Runnable::run));
            objects.useForThisProcess();
        }
        return objects;
    }

    private Place place() {
        if (place == null) {
            throw new BatchRuntimeException("shared objects can be had while a job runs, not before");
        }
        return place;
    }

    /**
     * A partition of this execution begins here.
     *
     * @param flush sees to it that what it printed is shown before what others print whom it lets go on
     */
    synchronized Visit enter(long execution, Runnable flush) {
        SharedScope scope = scope(execution);
        flushes.add(flush);
        users.merge(scope, 1, Integer::sum);
        return new Visit(scope, flush);
    }

    /** One partition's use of the objects of its execution. */
    final class Visit implements AutoCloseable {
        private final SharedScope scope;
        private final Runnable flush;
        private boolean ended;

        private Visit(SharedScope scope, Runnable flush) {
            this.scope = scope;
            this.flush = flush;
        }

        /** What the partition did is done for all to see; the last one here gives back what this process holds. */
        @Override
        public void close() {
            if (ended) {
                return;
            }
            ended = true;
            SharedObjects open;
            boolean last;
            synchronized (SharedAccess.this) {
                open = objects;
                last = users.merge(scope, -1, Integer::sum) == 0;
                users.remove(scope, 0);
            }
            try {
                if (open != null && last) {
                    open.in(scope).leaveScope();
                } else if (open != null) {
                    open.in(scope).flush();
                }
            } catch (MessagingException e) {
                log.warn("what a partition did to shared objects of {} may be lost: {}", scope.name(), e.getMessage());
            } finally {
                flushes.remove(flush);
            }
        }
    }

    /** The execution has ended: its objects are of no use to anybody. On a thread of its own, for workers may still be leaving. */
    void delete(long execution) {
        SharedScope scope = scope(execution);
        onDaemon(() -> delete(scope, DELETE_TRIES), scope);
    }

    private void delete(SharedScope scope, int tries) {
        try {
            if (open().in(scope).deleteScope()) {
                return;
            }
            if (tries == 1) {
                log.debug("objects of {} are still in use", scope.name());
                return;
            }
            CompletableFuture.delayedExecutor(
                            DELETE_PAUSE.toMillis(), TimeUnit.MILLISECONDS, again -> onDaemon(again, scope))
                    .execute(() -> delete(scope, tries - 1));
        } catch (MessagingException | BatchRuntimeException e) {
            log.debug("the objects of {} go with the broker", scope.name(), e);
        }
    }

    private static void onDaemon(Runnable action, SharedScope scope) {
        Thread thread = new Thread(action, "delete-" + scope.name());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        SharedObjects open;
        synchronized (this) {
            closed = true;
            open = objects;
        }
        if (open != null) {
            open.close();
        }
    }
}
