// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.Map.entry;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.ObjectSerializer;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shared objects of one process: the same kind and name is the same object in every process that uses the broker, within a scope.
 * An object begins when it is first used and lives in the broker's memory, whoever dies, until its scope is deleted or the broker ends.
 *
 * <p>The objects are serialisable: they travel as a name, and become the receiving process's own.
 *
 * <p><em>Threads:</em> safe for use by several threads, and so is every object.
 *
 * <p><em>Failure:</em> when the connection to the broker is lost, whatever waits fails with {@link BrokerUnavailableException}, and this
 * process has lost what it held; the next use connects anew. What a process held that dies goes to others.
 */
public final class SharedObjects implements AutoCloseable {

    private static final String SERVICE = "service";
    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);
    private static volatile @Nullable Supplier<SharedObjects> ofThisProcess;
    private static final ThreadLocal<@Nullable SharedObjects> OF_THIS_THREAD = new ThreadLocal<>();
    private static final ThreadLocal<@Nullable Consumer<Runnable>> HANDING_OVER = new ThreadLocal<>();

    private final Connector connector;
    private final SharedScope scope;
    private final Map<Class<?>, BiFunction<String, Integer, Object>> kinds = Map.ofEntries(
            entry(SharedLock.class, (name, size) -> lock(name)),
            entry(SharedSemaphore.class, (name, size) -> semaphore(name, Math.max(1, size))),
            entry(SharedEvent.class, (name, size) -> event(name)),
            entry(SharedBarrier.class, (name, size) -> barrier(name, Math.max(1, size))),
            entry(SharedCounter.class, (name, size) -> counter(name)),
            entry(SharedValue.class, (name, size) -> value(name)),
            entry(SharedArray.class, this::array),
            entry(SharedMap.class, (name, size) -> map(name)),
            entry(SharedList.class, (name, size) -> list(name)),
            entry(Pipe.class, (name, size) -> pipe(name)),
            entry(SharedQueue.class, this::queue),
            entry(JoinableQueue.class, (name, size) -> joinableQueue(name)));

    private SharedObjects(Connector connector, SharedScope scope) {
        this.connector = connector;
        this.scope = scope;
    }

    /**
     * Connects; blocks until the broker has answered.
     *
     * @param serializer for values of other classes than those of {@code java.lang}
     * @throws BrokerUnavailableException if no broker answers there or it refuses the credentials
     */
    public static SharedObjects open(
            BrokerEndpoint endpoint,
            ConnectionSettings settings,
            Supplier<ObjectSerializer> serializer,
            SharedScope scope) {
        Connector connector = new Connector(
                () -> Uninterrupted.call(() -> Client.open(endpoint, settings)), new ValueCodec(serializer));
        connector.participant();
        return new SharedObjects(connector, scope);
    }

    /** Takes part in {@code memory}, as a process of its own, without a broker; otherwise as the other one. */
    public static SharedObjects open(SharedMemory memory, Supplier<ObjectSerializer> serializer, SharedScope scope) {
        return new SharedObjects(new Connector(memory::participant, new ValueCodec(serializer)), scope);
    }

    /** The same connection with another scope. Closing either closes both. */
    public SharedObjects in(SharedScope other) {
        return new SharedObjects(connector, other);
    }

    /**
     * Calls {@code action} before this process has anything done that others may see: what they do upon it then comes after what the action
     * does. It must return soon, and at once if it has nothing to do.
     */
    public void beforeOperations(Runnable action) {
        connector.beforeOperations(action);
    }

    /** Makes these the ones that shared objects belong to which this process receives. */
    public void useForThisProcess() {
        ofThisProcess = () -> this;
    }

    /** As {@link #useForThisProcess()}, with what is opened when the first one is received. */
    public static void useForThisProcess(Supplier<SharedObjects> opened) {
        ofThisProcess = opened;
    }

    /** Calls {@code action}; shared objects that its thread reads meanwhile belong to these. */
    public <T extends @Nullable Object> T resolving(Supplier<T> action) {
        SharedObjects before = OF_THIS_THREAD.get();
        OF_THIS_THREAD.set(this);
        try {
            return action.get();
        } finally {
            OF_THIS_THREAD.set(before);
        }
    }

    static SharedObjects current() {
        SharedObjects objects = OF_THIS_THREAD.get();
        Supplier<SharedObjects> opened = ofThisProcess;
        if (objects == null && opened != null) {
            objects = opened.get();
        }
        if (objects == null) {
            throw new IllegalStateException(
                    "a shared object was received, but this process has no connection for it: open SharedObjects first");
        }
        return objects;
    }

    /** The lock of this name; a thread that holds it may lock it again. */
    public SharedLock lock(String name) {
        return resolve(SharedLock.class, ObjectName.of("lock", scope, name), 1);
    }

    /** The lock of this name, which its holder cannot lock again. */
    public SharedLock plainLock(String name) {
        return resolve(SharedLock.class, ObjectName.of("lock", scope, name), 0);
    }

    /** The semaphore of this name, which begins with so many permits and can come to have more. */
    public SharedSemaphore semaphore(String name, int permits) {
        return resolve(SharedSemaphore.class, ObjectName.of("semaphore", scope, name), permits);
    }

    /** The semaphore of this name, which never has more permits than it begins with. */
    public SharedSemaphore boundedSemaphore(String name, int permits) {
        return resolve(SharedSemaphore.class, ObjectName.of("bounded-semaphore", scope, name), permits);
    }

    /** The event of this name, which begins not set. */
    public SharedEvent event(String name) {
        return resolve(SharedEvent.class, ObjectName.of("event", scope, name), 0);
    }

    /** The barrier of this name. This process belongs to it from now on. */
    public SharedBarrier barrier(String name, int parties) {
        return resolve(SharedBarrier.class, ObjectName.of("barrier", scope, name), parties);
    }

    /** The counter of this name, which begins with 0. */
    public SharedCounter counter(String name) {
        return counter(name, 0);
    }

    /** The counter of this name, which begins with {@code initial}. */
    public SharedCounter counter(String name, long initial) {
        return resolve(SharedCounter.class, ObjectName.of("counter", scope, name), initial);
    }

    /** The value of this name, which begins with null. */
    @SuppressWarnings("unchecked") // the processes agree on the type, as on the name
    public <T extends @Nullable Object> SharedValue<T> value(String name) {
        return (SharedValue<T>) resolve(ObjectName.of("value", scope, name), 0);
    }

    /** The array of this name, which has so many values. */
    @SuppressWarnings("unchecked") // the processes agree on the type, as on the name
    public <E extends @Nullable Object> SharedArray<E> array(String name, int length) {
        return (SharedArray<E>) resolve(ObjectName.of("array", scope, name), length);
    }

    /** The map of this name, which begins empty. */
    @SuppressWarnings("unchecked") // the processes agree on the types, as on the name
    public <K, V> SharedMap<K, V> map(String name) {
        return (SharedMap<K, V>) resolve(ObjectName.of("map", scope, name), 0);
    }

    /** The list of this name, which begins empty. */
    @SuppressWarnings("unchecked") // the processes agree on the type, as on the name
    public <E extends @Nullable Object> SharedList<E> list(String name) {
        return (SharedList<E>) resolve(ObjectName.of("list", scope, name), 0);
    }

    /** The queue of this name, which holds any number of items. */
    public <E> SharedQueue<E> queue(String name) {
        return queue(name, 0);
    }

    /** The queue of this name, which holds so many items; 0 for any number. */
    @SuppressWarnings("unchecked") // the processes agree on the type, as on the name
    public <E> SharedQueue<E> queue(String name, int capacity) {
        return (SharedQueue<E>) resolve(ObjectName.of("queue", scope, name), capacity);
    }

    /** The queue of tasks of this name. */
    @SuppressWarnings("unchecked") // the processes agree on the type, as on the name
    public <E> JoinableQueue<E> joinableQueue(String name) {
        return (JoinableQueue<E>) resolve(ObjectName.of("joinable-queue", scope, name), 0);
    }

    /** A new pipe, both of whose ends are this process's: one of them is to be handed over. */
    public <T extends @Nullable Object> Pipe<T> pipe() {
        return held(pipe(UUID.randomUUID().toString()));
    }

    /** A new pipe of one way, from the second end to the first; as {@link #pipe()}. */
    public <T extends @Nullable Object> Pipe<T> oneWayPipe() {
        return held(oneWayPipe(UUID.randomUUID().toString()));
    }

    private static <T extends @Nullable Object> Pipe<T> held(Pipe<T> pipe) {
        Connection<T> unusedFirst = pipe.first();
        Connection<T> unusedSecond = pipe.second();
        return pipe;
    }

    /** The pipe of this name. Its ends belong to the processes that ask it for them first. */
    public <T extends @Nullable Object> Pipe<T> pipe(String name) {
        return connector.pipe(ObjectName.of(PipeEnd.PIPE, scope, name), false);
    }

    /** The pipe of one way of this name, from the second end to the first; as {@link #pipe(String)}. */
    public <T extends @Nullable Object> Pipe<T> oneWayPipe(String name) {
        return connector.pipe(ObjectName.of(PipeEnd.PIPE, scope, name), true);
    }

    /**
     * Calls {@code action}, and tells {@code handedOver} of each end of a pipe that is serialised in it by this thread: what it is told, is to be called
     * when the process for which the end was meant has ended. It closes the end, should that not have arrived.
     */
    public static <R> R handingOver(Consumer<Runnable> handedOver, Supplier<R> action) {
        Consumer<Runnable> before = HANDING_OVER.get();
        HANDING_OVER.set(handedOver);
        try {
            return action.get();
        } finally {
            HANDING_OVER.set(before);
        }
    }

    static void handedOver(Runnable unlessArrived) {
        Consumer<Runnable> listener = HANDING_OVER.get();
        if (listener != null) {
            listener.accept(unlessArrived);
        }
    }

    /** As {@link #serve(String, Class, Object, int)} with one thread: calls of this implementation come one after the other. */
    public <T> ServiceRegistration serve(String name, Class<T> type, T implementation) {
        return serve(name, type, implementation, 1);
    }

    /**
     * Has this process run what others call on the {@link #service service} of this name. Several processes may serve the same name: each call
     * goes to one of them that is free.
     *
     * <p><em>Delivery:</em> at most once. A call that was begun by a process that died is run by no other, unless it is {@link Idempotent}.
     *
     * @param type the interface; calls of all its methods come here, default methods included, static ones not. While a method that returns a
     *     {@code CompletableFuture} has not completed it, its thread is taken
     * @param threads how many calls may run at the same time; they are daemon threads
     * @throws IllegalArgumentException if {@code type} is no interface
     * @throws BrokerUnavailableException if there is no broker
     */
    public <T> ServiceRegistration serve(String name, Class<T> type, T implementation, int threads) {
        return connector
                .services()
                .serve(this, ObjectName.of(SERVICE, scope, name), ServiceInterface.of(type), implementation, threads);
    }

    /** As {@link #service(String, Class, Duration)}, with 30 seconds. */
    public <T> T service(String name, Class<T> type) {
        return service(name, type, CALL_LIMIT);
    }

    /**
     * A proxy of the service of this name: what is called on it, is run by a process that {@link #serve serves} it. Methods that return a
     * {@code CompletableFuture} return at once. Arguments and results travel as copies, shared objects among them as names, and so does the proxy.
     *
     * <p>A call throws {@link ServiceFailedException} if the implementation throws something, {@link ServerTerminatedException} if the process that runs
     * it ends, {@link ServiceTimeoutException} if there is no answer in time, since nobody serves it, for one, and {@link BrokerUnavailableException}
     * if the broker is lost. Futures complete with the same.
     *
     * @param limit how long a call may take, from being sent to its answer
     * @throws IllegalArgumentException if {@code type} is no interface
     */
    public <T> T service(String name, Class<T> type, Duration limit) {
        return type.cast(proxy(ObjectName.of(SERVICE, scope, name), type, limit));
    }

    Object proxy(ObjectName name, Class<?> type, Duration limit) {
        return ServiceProxy.create(this, connector.services(), name, type, limit);
    }

    /**
     * The object of this type and name; a proxy of the service of this name if the type is an interface.
     *
     * @param size of a semaphore its permits, of a barrier its parties, of an array its length, of a queue its capacity; see {@link Shared#size}
     * @throws IllegalArgumentException if {@code type} is not the type of a shared object
     */
    public <T> T object(Class<T> type, String name, int size) {
        BiFunction<String, Integer, Object> kind = kinds.get(type);
        if (kind == null
                && type.isInterface()
                && type.getClassLoader() != null) { // no mistake for one of the JDK's own
            return service(name, type);
        }
        if (kind == null) {
            throw new IllegalArgumentException(type.getName() + " is not the type of a shared object; there are "
                    + kinds.keySet().stream().map(Class::getSimpleName).sorted().toList()
                    + ", and interfaces of services");
        }
        return type.cast(kind.apply(name, size));
    }

    Object resolve(ObjectName name, long detail) {
        Object object = connector.object(name, detail);
        if (object instanceof Connection<?> end) {
            end.line().arrive();
        }
        return object;
    }

    private <T> T resolve(Class<T> type, ObjectName name, long detail) {
        return type.cast(connector.object(name, detail));
    }

    /**
     * Waits until the broker has all that this process put and added in this scope.
     *
     * @throws BrokerUnavailableException if the broker is lost, and perhaps some of it
     */
    public void flush() {
        connector.flush(scope);
    }

    /** Gives back what this process holds of this scope, and forgets its objects; one that is used again is there again. */
    public void leaveScope() {
        connector.leave(scope);
    }

    /**
     * Deletes all objects of this scope. No process may be using them any more: those in use remain.
     *
     * @return whether none remains
     * @throws BrokerUnavailableException if the broker is lost
     */
    public boolean deleteScope() {
        connector.leave(scope);
        return connector.deleteAll(scope);
    }

    /**
     * Ends as a process does that is killed: others get what this one held, barriers to which it belonged break, and threads that wait fail with
     * {@link BrokerUnavailableException}.
     */
    public void abandon() {
        connector.abandon();
    }

    /** Gives back all that this process holds, and disconnects; threads that wait fail with {@link BrokerUnavailableException}. */
    @Override
    public void close() {
        connector.close();
    }
}
