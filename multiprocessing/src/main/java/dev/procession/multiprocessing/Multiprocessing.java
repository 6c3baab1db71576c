// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Credentials;
import dev.procession.multiprocessing.shared.JoinableQueue;
import dev.procession.multiprocessing.shared.Pipe;
import dev.procession.multiprocessing.shared.ServiceRegistration;
import dev.procession.multiprocessing.shared.SharedArray;
import dev.procession.multiprocessing.shared.SharedBarrier;
import dev.procession.multiprocessing.shared.SharedCounter;
import dev.procession.multiprocessing.shared.SharedEvent;
import dev.procession.multiprocessing.shared.SharedList;
import dev.procession.multiprocessing.shared.SharedLock;
import dev.procession.multiprocessing.shared.SharedMap;
import dev.procession.multiprocessing.shared.SharedObjects;
import dev.procession.multiprocessing.shared.SharedQueue;
import dev.procession.multiprocessing.shared.SharedScope;
import dev.procession.multiprocessing.shared.SharedSemaphore;
import dev.procession.multiprocessing.shared.SharedValue;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way in: processes, pools and shared objects for plain Java code, after the model of Python's {@code multiprocessing}.
 *
 * <pre>{@code
 * try (Multiprocessing mp = Multiprocessing.start()) {
 *     ChildProcess child = mp.process(() -> System.out.println("hello world")).start();
 *     child.join();
 * }
 * }</pre>
 *
 * <p>Code that runs in a child reaches the same with {@link #current()}.
 *
 * <p><em>Failure:</em> children end with this process, however that ends.
 *
 * <p><em>Threads:</em> safe for use by several threads.
 */
public final class Multiprocessing implements AutoCloseable {

    private static final AtomicInteger LAST_CHILD = new AtomicInteger();
    private static final AtomicInteger LAST_POOL_WORKER = new AtomicInteger();
    private static volatile @Nullable Multiprocessing current;
    private static volatile @Nullable Inheritance inheritance;

    /** What a child has from its parent. */
    private record Inheritance(BrokerSource broker, Courier courier) {}

    private final BrokerSource broker;
    private final Courier courier;
    private final Gate gate = Gate.open();
    private final Nursery nursery;
    private final Set<Child> children = ConcurrentHashMap.newKeySet();
    private final Set<WorkerPool> pools = ConcurrentHashMap.newKeySet();
    private final Set<ChildJvm> jvms = ConcurrentHashMap.newKeySet();
    private final @Nullable Supplier<SharedObjects> lent;
    private LogLevels logLevels = LogLevels.UNCHANGED;
    private @Nullable StderrLog stderrLog;
    private @Nullable SharedObjects shared;
    private boolean closed;

    private Multiprocessing(MultiprocessingSettings settings, BrokerSource broker, Courier courier) {
        this(settings, broker, courier, null);
    }

    private Multiprocessing(
            MultiprocessingSettings settings,
            BrokerSource broker,
            Courier courier,
            @Nullable Supplier<SharedObjects> lent) {
        this.broker = broker;
        this.courier = courier;
        this.lent = lent;
        this.nursery = new Nursery(settings, gate);
    }

    /** Starts with default settings. Shared objects live in a broker in this JVM, which is started when the first one is used. */
    public static Multiprocessing start() {
        return start(MultiprocessingSettings.defaults());
    }

    /** Starts with other settings; as {@link #start()}. */
    public static Multiprocessing start(MultiprocessingSettings settings) {
        return begin(settings, new LazyEmbeddedBroker(), new Courier(Trust.ofThisJvm()));
    }

    /**
     * Starts with shared objects in a broker that runs elsewhere, so that programs on several machines can share them.
     *
     * @param broker its address, {@code tcp://HOST:PORT}
     * @param credentials who connects; children of this process connect as the same
     */
    public static Multiprocessing connect(URI broker, Credentials credentials) {
        return connect(broker, credentials, MultiprocessingSettings.defaults());
    }

    /** Starts with other settings; as {@link #connect(URI, Credentials)}. */
    public static Multiprocessing connect(URI broker, Credentials credentials, MultiprocessingSettings settings) {
        BrokerEndpoint endpoint = new BrokerEndpoint(broker.toString(), credentials);
        return begin(settings, new GivenBroker(endpoint), new Courier(Trust.ofThisJvm()));
    }

    /**
     * Starts within a program that runs the code of others, for one piece of that code: with the shared objects that this process has, and not as
     * {@link #current()}. Its {@link #close()} terminates what was started with it.
     */
    public static Multiprocessing within(Host host, MultiprocessingSettings settings) {
        Multiprocessing started = new Multiprocessing(
                settings,
                new GivenBroker(host.broker()),
                new Courier(new Trust(host.allowedClasses(), Set.of())),
                host.shared());
        started.nursery.fill();
        return started;
    }

    private static Multiprocessing begin(MultiprocessingSettings settings, BrokerSource broker, Courier courier) {
        Multiprocessing started = new Multiprocessing(settings, broker, courier);
        current = started;
        SharedObjects.useForThisProcess(() -> current().shared());
        started.nursery.fill();
        return started;
    }

    /**
     * The one that was started last in this process; in a child, the parent's world: the same shared objects.
     *
     * @throws IllegalStateException in a process that is no child and has started none
     */
    public static synchronized Multiprocessing current() {
        Multiprocessing present = current;
        if (present != null) {
            return present;
        }
        Inheritance inherited = inheritance;
        if (inherited == null) {
            throw new IllegalStateException(
                    "no Multiprocessing was started in this process; call Multiprocessing.start()");
        }
        Multiprocessing own =
                new Multiprocessing(MultiprocessingSettings.defaults().standby(0), inherited.broker, inherited.courier);
        current = own;
        return own;
    }

    static void inherit(BrokerSource broker, Courier courier) {
        inheritance = new Inheritance(broker, courier);
        SharedObjects.useForThisProcess(() -> current().shared());
    }

    static void closeInherited() {
        Multiprocessing present = current;
        if (present != null) {
            present.close();
        }
    }

    /** This process. */
    public static ProcessIdentity currentProcess() {
        return ThisProcess.self();
    }

    /** The process whose child this one is; empty in the main process. */
    public static Optional<ProcessIdentity> parentProcess() {
        return Optional.ofNullable(ThisProcess.parent());
    }

    /** A process that will run this code, not started yet. */
    public ChildProcess process(Remote.Action target) {
        return new Child(this, nextName(), new Target.Plain(target));
    }

    /** A process that will run this code with this argument, not started yet. */
    public <A> ChildProcess process(Remote.Action1<? super A> target, A argument) {
        return new Child(this, nextName(), new Target.Unary<>(target, argument));
    }

    /** A process that will run this code with these arguments, not started yet. */
    public <A, B> ChildProcess process(Remote.Action2<? super A, ? super B> target, A first, B second) {
        return new Child(this, nextName(), new Target.Binary<>(target, first, second));
    }

    /** A process that will make an object of this class, with its constructor for these arguments, and run it, not started yet. */
    public ChildProcess process(Class<? extends Runnable> target, Object... arguments) {
        return new Child(this, nextName(), new Target.Named(target, List.of(arguments)));
    }

    /** A pool of so many processes. */
    public WorkerPool pool(int workers) {
        return pool(PoolSettings.of(workers));
    }

    /**
     * A pool with other settings.
     *
     * @throws dev.procession.messaging.ObjectSerializationException if the initializer cannot travel
     * @throws MultiprocessingException if no process can be started
     */
    public WorkerPool pool(PoolSettings settings) {
        Remote.Task initializer = settings.initializer();
        byte[] packed = initializer == PoolSettings.NOTHING
                ? new byte[0]
                : courier.pack(initializer, initializer, "the initializer of the pool");
        PoolCore core = new PoolCore(settings, courier, () -> poolWorker(settings, packed));
        WorkerPool pool = new JvmPool(settings, core);
        pools.add(pool);
        CompletableFuture<?> unused = core.terminated().thenRun(() -> pools.remove(pool));
        Rehearsal.ofPool();
        nursery.rest();
        core.start();
        return pool;
    }

    private PoolWorker poolWorker(PoolSettings settings, byte[] initializer) {
        String name = nextName("PoolWorker-", LAST_POOL_WORKER);
        return new PoolWorker(name, LocalWorkplace.start(this, name, settings, initializer));
    }

    // As in Python, children of Process-1 are Process-1:1 and so on.
    private static String nextName() {
        return nextName("Process-", LAST_CHILD);
    }

    private static String nextName(String prefix, AtomicInteger last) {
        int number = last.incrementAndGet();
        return parentProcess().isEmpty() ? prefix + number : ThisProcess.self().name() + ":" + number;
    }

    /** The processes of this that are alive. */
    public List<ChildProcess> activeChildren() {
        return children.stream()
                .filter(ChildProcess::isAlive)
                .sorted(Comparator.comparingLong(ChildProcess::pid))
                .map(ChildProcess.class::cast)
                .toList();
    }

    /**
     * What this process shares with others under a name. The first use connects to the broker, and starts it if it is ours.
     *
     * @throws dev.procession.messaging.MessagingException if there is no broker
     */
    public synchronized SharedObjects shared() {
        if (closed) {
            throw new IllegalStateException("the Multiprocessing is closed");
        }
        if (lent != null) {
            return lent.get();
        }
        if (shared == null) {
            shared = SharedObjects.open(
                    broker.forThisProcess(), ConnectionSettings.defaults(), courier::serializer, SharedScope.GLOBAL);
            shared.beforeOperations(ThisProcess::awaitShown);
        }
        return shared;
    }

    /** As {@link SharedObjects#pipe()}. */
    public <T extends @Nullable Object> Pipe<T> pipe() {
        return shared().pipe();
    }

    /** As {@link SharedObjects#oneWayPipe()}. */
    public <T extends @Nullable Object> Pipe<T> oneWayPipe() {
        return shared().oneWayPipe();
    }

    /** As {@link SharedObjects#pipe(String)}. */
    public <T extends @Nullable Object> Pipe<T> pipe(String name) {
        return shared().pipe(name);
    }

    /** As {@link SharedObjects#queue(String)}. */
    public <E> SharedQueue<E> queue(String name) {
        return shared().queue(name);
    }

    /** As {@link SharedObjects#queue(String, int)}. */
    public <E> SharedQueue<E> queue(String name, int capacity) {
        return shared().queue(name, capacity);
    }

    /** As {@link SharedObjects#joinableQueue(String)}. */
    public <E> JoinableQueue<E> joinableQueue(String name) {
        return shared().joinableQueue(name);
    }

    /** As {@link SharedObjects#lock(String)}. */
    public SharedLock lock(String name) {
        return shared().lock(name);
    }

    /** As {@link SharedObjects#plainLock(String)}. */
    public SharedLock plainLock(String name) {
        return shared().plainLock(name);
    }

    /** As {@link SharedObjects#semaphore(String, int)}. */
    public SharedSemaphore semaphore(String name, int permits) {
        return shared().semaphore(name, permits);
    }

    /** As {@link SharedObjects#boundedSemaphore(String, int)}. */
    public SharedSemaphore boundedSemaphore(String name, int permits) {
        return shared().boundedSemaphore(name, permits);
    }

    /** As {@link SharedObjects#event(String)}. */
    public SharedEvent event(String name) {
        return shared().event(name);
    }

    /** As {@link SharedObjects#barrier(String, int)}. */
    public SharedBarrier barrier(String name, int parties) {
        return shared().barrier(name, parties);
    }

    /** As {@link SharedObjects#counter(String)}. */
    public SharedCounter counter(String name) {
        return shared().counter(name);
    }

    /** As {@link SharedObjects#value(String)}. */
    public <T extends @Nullable Object> SharedValue<T> value(String name) {
        return shared().value(name);
    }

    /** As {@link SharedObjects#array(String, int)}. */
    public <E extends @Nullable Object> SharedArray<E> array(String name, int length) {
        return shared().array(name, length);
    }

    /** As {@link SharedObjects#map(String)}. */
    public <K, V> SharedMap<K, V> map(String name) {
        return shared().map(name);
    }

    /** As {@link SharedObjects#list(String)}. */
    public <E extends @Nullable Object> SharedList<E> list(String name) {
        return shared().list(name);
    }

    /** As {@link SharedObjects#serve(String, Class, Object)}. */
    public <T> ServiceRegistration serve(String name, Class<T> type, T implementation) {
        return shared().serve(name, type, implementation);
    }

    /** As {@link SharedObjects#serve(String, Class, Object, int)}. */
    public <T> ServiceRegistration serve(String name, Class<T> type, T implementation, int threads) {
        return shared().serve(name, type, implementation, threads);
    }

    /** As {@link SharedObjects#service(String, Class)}. */
    public <T> T service(String name, Class<T> type) {
        return shared().service(name, type);
    }

    /** As {@link SharedObjects#service(String, Class, Duration)}. */
    public <T> T service(String name, Class<T> type, Duration limit) {
        return shared().service(name, type, limit);
    }

    BrokerSource broker() {
        return broker;
    }

    Courier courier() {
        return courier;
    }

    ChildJvm takeJvm() {
        ChildJvm jvm = nursery.take();
        jvms.add(jvm);
        CompletableFuture<?> unused = jvm.exit().thenRun(() -> jvms.remove(jvm));
        return jvm;
    }

    /**
     * Prints what this process and its children log from now on to standard error, as {@code [LEVEL/process-name] message}, down to this
     * level; and that children begin and end. What else they log goes to the loggers of this process, of java.util.logging, and appears
     * where those write.
     */
    public void logToStderr(System.Logger.Level level) {
        synchronized (this) {
            if (stderrLog == null) {
                stderrLog = StderrLog.install();
            }
            logLevels = logLevels.withLifecycle();
        }
        logLevel("", level);
    }

    /**
     * From now on this logger of this process and of its children logs down to this level.
     *
     * @param logger its name; empty for all that are not named
     */
    public void logLevel(String logger, System.Logger.Level level) {
        Frame change;
        synchronized (this) {
            logLevels = logLevels.with(logger, level);
            logLevels.apply();
            change = new Frame.Levels(logLevels);
        }
        jvms.forEach(jvm -> jvm.tell(change));
    }

    synchronized LogLevels logLevels() {
        return logLevels;
    }

    void started(Child child) {
        children.add(child);
    }

    void ended(Child child) {
        children.remove(child);
    }

    /**
     * Terminates pools that were not closed and daemon processes, waits for the others to end, and gives up what they share. When this thread is interrupted, it kills
     * those that are left.
     */
    @Override
    public void close() {
        pools.forEach(WorkerPool::terminate);
        children.stream().filter(child -> lent != null || child.isDaemon()).forEach(Child::terminate);
        for (Child child : List.copyOf(children)) {
            joinOrKill(child);
        }
        nursery.close();
        gate.close();
        closeShared();
        broker.close();
        closeLog();
        forget(this);
    }

    private synchronized void closeShared() {
        closed = true;
        if (shared != null) {
            shared.close();
        }
    }

    private synchronized void closeLog() {
        if (stderrLog != null) {
            stderrLog.close();
            stderrLog = null;
        }
    }

    private static void joinOrKill(Child child) {
        if (Thread.currentThread().isInterrupted()) {
            child.kill();
            return;
        }
        try {
            child.join();
        } catch (InterruptedException e) {
            child.kill();
            Thread.currentThread().interrupt();
        }
    }

    private static synchronized void forget(Multiprocessing closed) {
        if (current == closed) {
            current = null;
        }
    }
}
