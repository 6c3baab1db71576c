// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who this process takes part as, anew when the connection was lost, and the objects that go on with it. */
final class Connector implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

    private final Supplier<Participant> opener;
    private final ValueCodec codec;
    private final Map<ObjectName, Object> objects = new ConcurrentHashMap<>();
    private final Map<String, Pipes> pipes = new ConcurrentHashMap<>();
    private final Services services;
    private volatile Runnable beforeOperations = () -> {};
    private @Nullable Participant participant;
    private boolean closed;

    Connector(Supplier<Participant> opener, ValueCodec codec) {
        this.opener = opener;
        this.codec = codec;
        this.services = new Services(this::participant, codec);
    }

    Services services() {
        return services;
    }

    synchronized Participant participant() {
        if (closed) {
            throw new BrokerUnavailableException("the shared objects of this process were closed", null);
        }
        if (participant == null || participant.isEnded()) {
            participant = opener.get();
            participant.beforeOperations(() -> beforeOperations.run());
        }
        return participant;
    }

    void beforeOperations(Runnable action) {
        beforeOperations = action;
    }

    Object object(ObjectName name, long detail) {
        Object object = objects.computeIfAbsent(name, key -> make(key, detail));
        if (object instanceof SharedBarrier barrier) {
            barrier.join();
        }
        return object;
    }

    <T extends @Nullable Object> Pipe<T> pipe(ObjectName name, boolean oneWay) {
        return new Pipe<>(name, oneWay, index -> connection(new PipeEnd(name, index, oneWay)));
    }

    @SuppressWarnings("unchecked") // the processes agree on the type, as on the name
    private <T extends @Nullable Object> Connection<T> connection(PipeEnd end) {
        Connection<T> connection = (Connection<T>) object(end.name(), end.oneWay() ? 1 : 0);
        connection.line().hold();
        return connection;
    }

    private Connection<?> makeConnection(ObjectName name, boolean oneWay) {
        Pipes ofScope = pipes.computeIfAbsent(
                name.scope(), scope -> new Pipes(this::participant, scope, codec, () -> beforeOperations.run()));
        return new Connection<>(ofScope, PipeEnd.of(name, oneWay), () -> objects.remove(name));
    }

    private Object make(ObjectName name, long detail) {
        return switch (name.kind()) {
            case "lock" -> new SharedLock(this::participant, name, detail == 1);
            case "semaphore" -> new SharedSemaphore(this::participant, name, Math.toIntExact(detail), false);
            case "bounded-semaphore" -> new SharedSemaphore(this::participant, name, Math.toIntExact(detail), true);
            case "event" -> new SharedEvent(this::participant, name);
            case "barrier" -> new SharedBarrier(this::participant, name, Math.toIntExact(detail));
            case "counter" -> new SharedCounter(this::participant, name, detail);
            case "value" -> new SharedValue<>(this::participant, name, codec);
            case "array" -> new SharedArray<>(this::participant, name, codec, Math.toIntExact(detail));
            case "map" -> new SharedMap<>(this::participant, name, codec);
            case "list" -> new SharedList<>(this::participant, name, codec);
            case PipeEnd.PIPE -> this.<Object>pipe(name, detail == 1);
            case PipeEnd.FIRST, PipeEnd.SECOND -> makeConnection(name, detail == 1);
            case "queue" -> new SharedQueue<>(this::participant, name, codec, Math.toIntExact(detail));
            case "joinable-queue" -> new JoinableQueue<>(this::participant, name, codec);
            default -> throw new IllegalArgumentException("this version knows no shared object of kind " + name.kind());
        };
    }

    void flush(SharedScope scope) {
        objects.forEach((name, object) -> {
            if (name.isIn(scope)) {
                flush(object);
            }
        });
    }

    private static void flush(Object object) {
        if (object instanceof SharedQueue<?> queue) {
            queue.flush();
        } else if (object instanceof SharedCounter counter) {
            counter.close(); // only what is added and not sent yet
        }
    }

    private static void close(Object object) {
        if (object instanceof SharedQueue<?> queue) {
            queue.close();
        } else if (object instanceof SharedCounter counter) {
            counter.close();
        } else if (object instanceof Connection<?> end) {
            end.close();
        } else if (object instanceof JoinableQueue<?> queue) {
            queue.close();
        }
    }

    void leave(SharedScope scope) {
        services.leave(scope);
        objects.forEach((name, object) -> {
            if (name.isIn(scope)) {
                close(object);
            }
        });
        objects.keySet().removeIf(name -> name.isIn(scope));
        Participant now = participantIfThere();
        if (now != null) {
            now.leave(scope);
        }
    }

    private synchronized @Nullable Participant participantIfThere() {
        return participant;
    }

    boolean deleteAll(SharedScope scope) {
        return participant().deleteAll(scope);
    }

    @Override
    public void close() {
        services.close();
        for (Object object : objects.values()) {
            try {
                close(object);
            } catch (BrokerUnavailableException e) {
                LOG.debug("{} is left as it is", object, e);
            }
        }
        disconnect();
    }

    void abandon() {
        synchronized (this) {
            closed = true;
            if (participant != null) {
                participant.abandon();
            }
        }
        services.abandon();
    }

    private synchronized void disconnect() {
        closed = true;
        if (participant != null) {
            participant.close();
        }
    }
}
