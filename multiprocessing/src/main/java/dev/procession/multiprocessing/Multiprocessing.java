// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.BrokerEndpoint;
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

    /** For what was terminated to end by itself. */
    private static final Duration TO_TERMINATE = Duration.ofSeconds(5);

    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private static volatile @Nullable Multiprocessing current;
    private static volatile @Nullable Inheritance inheritance;

    /** What a child has from its parent. */
    private record Inheritance(BrokerSource broker, Courier courier) {}

    private final StartMethod startMethod;
    private final Courier courier;
    private final Set<Child> children = ConcurrentHashMap.newKeySet();
    private final Set<WorkerPool> pools = ConcurrentHashMap.newKeySet();
    private final @Nullable Supplier<SharedObjects> lent;
    private LogLevels logLevels = LogLevels.UNCHANGED;
    private @Nullable StderrLog stderrLog;
    private @Nullable SharedObjects shared;
    private boolean closed;

    private Multiprocessing(StartMethod startMethod, Courier courier) {
        this(startMethod, courier, null);
    }

    private Multiprocessing(StartMethod startMethod, Courier courier, @Nullable Supplier<SharedObjects> lent) {
        this.startMethod = startMethod;
        this.courier = courier;
        this.lent = lent;
    }

    /** Starts with default settings. Shared objects live in a broker in this JVM, which is started when the first one is used. */
    public static Multiprocessing start() {
        return start(MultiprocessingSettings.defaults());
    }

    /** Starts with other settings; as {@link #start()}. */
    public static Multiprocessing start(MultiprocessingSettings settings) {
        return beginJvms(settings, new LazyEmbeddedBroker());
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
        return beginJvms(settings, new GivenBroker(endpoint));
    }

    /**
     * Starts with threads of this JVM in the place of processes, and shared objects in its memory: neither a JVM is started nor a broker, so that a
     * test of code that uses processes takes milliseconds. All of this package is there. What processes are given and return are copies, as always;
     * each holds its locks, permits and tasks as itself, and what it holds goes to others when it ends.
     *
     * <p>What threads cannot have: memory of their own, so that static fields are the same for all; {@link System#exit}, which ends this JVM with all of
     * them; {@link ChildProcess#kill()} and {@link PoolSettings#memoryPerWorker limits of memory}, which are refused. {@link ChildProcess#terminate()} and
     * {@link WorkerPool#terminate()} interrupt: code that does not heed it goes on. A process that is no daemon keeps this JVM alive. Threads of
     * the common pool of {@link java.util.concurrent.ForkJoinPool}, and those that go on with the future of a service, belong to the main process, whoever
     * has them work.
     */
    public static Multiprocessing inThreads() {
        Courier courier = new Courier(Trust.ofThisJvm());
        return begin(new ThreadStart(courier), courier);
    }

    /**
     * Starts within a program that runs the code of others, for one piece of that code: with the shared objects that this process has, and not as
     * {@link #current()}. Its {@link #close()} terminates what was started with it.
     */
    public static Multiprocessing within(Host host, MultiprocessingSettings settings) {
        Courier courier = new Courier(new Trust(host.allowedClasses(), Set.of()));
        StartMethod startMethod = new JvmStart(settings, new GivenBroker(host.broker()), courier);
        Multiprocessing started = new Multiprocessing(startMethod, courier, host.shared());
        startMethod.prepare();
        return started;
    }

    private static Multiprocessing beginJvms(MultiprocessingSettings settings, BrokerSource broker) {
        Courier courier = new Courier(Trust.ofThisJvm());
        return begin(new JvmStart(settings, broker, courier), courier);
    }

    private static Multiprocessing begin(StartMethod startMethod, Courier courier) {
        Multiprocessing started = new Multiprocessing(startMethod, courier);
        ThreadProcess thread = ThreadProcess.current();
        if (thread == null) {
            current = started;
            SharedObjects.useForThisProcess(() -> current().shared());
        } else {
            thread.use(started);
        }
        startMethod.prepare();
        return started;
    }

    /** What the code of a process has that is a thread. */
    static Multiprocessing ofThread(ThreadStart startMethod) {
        return new Multiprocessing(startMethod, startMethod.courier());
    }

    /**
     * The one that was started last in this process; in a child, the parent's world: the same shared objects.
     *
     * @throws IllegalStateException in a process that is no child and has started none
     */
    public static Multiprocessing current() {
        ThreadProcess thread = ThreadProcess.current();
        return thread == null ? ofThisJvm() : thread.multiprocessing();
    }

    private static synchronized Multiprocessing ofThisJvm() {
        Multiprocessing present = current;
        if (present != null) {
            return present;
        }
        Inheritance inherited = inheritance;
        if (inherited == null) {
            throw new IllegalStateException(
                    "no Multiprocessing was started in this process; call Multiprocessing.start()");
        }
        StartMethod startMethod =
                new JvmStart(MultiprocessingSettings.defaults().standby(0), inherited.broker, inherited.courier);
        Multiprocessing own = new Multiprocessing(startMethod, inherited.courier);
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
        return new Child(this, ThisProcess.names().nextProcess(), new Target.Plain(target));
    }

    /** A process that will run this code with this argument, not started yet. */
    public <A> ChildProcess process(Remote.Action1<? super A> target, A argument) {
        return new Child(this, ThisProcess.names().nextProcess(), new Target.Unary<>(target, argument));
    }

    /** A process that will run this code with these arguments, not started yet. */
    public <A, B> ChildProcess process(Remote.Action2<? super A, ? super B> target, A first, B second) {
        return new Child(this, ThisProcess.names().nextProcess(), new Target.Binary<>(target, first, second));
    }

    /** A process that will make an object of this class, with its constructor for these arguments, and run it, not started yet. */
    public ChildProcess process(Class<? extends Runnable> target, Object... arguments) {
        return new Child(this, ThisProcess.names().nextProcess(), new Target.Named(target, List.of(arguments)));
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
        startMethod.rest();
        core.start();
        return pool;
    }

    private PoolWorker poolWorker(PoolSettings settings, byte[] initializer) {
        String name = ThisProcess.names().nextPoolWorker();
        return new PoolWorker(name, startMethod.startWorker(name, settings, initializer, logLevels()));
    }

    /** The processes of this that are alive. */
    public List<ChildProcess> activeChildren() {
        return children.stream()
                .filter(ChildProcess::isAlive)
                .sorted(Comparator.comparingLong(ChildProcess::pid).thenComparing(ChildProcess::name))
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
            shared = startMethod.openShared();
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

    StartMethod startMethod() {
        return startMethod;
    }

    Courier courier() {
        return courier;
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
        LogLevels changed;
        synchronized (this) {
            changed = logLevels.with(logger, level);
            logLevels = changed;
            changed.apply();
        }
        startMethod.changed(changed);
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
     * Terminates pools that were not closed and daemon processes, waits for the others to end, and gives up what they share. Daemon processes that have not
     * ended after five seconds are killed; so are all that are left when this thread is interrupted. When it returns, no process is left; those on hosts were killed, and are waited for
     * five seconds at most.
     */
    @Override
    public void close() {
        pools.forEach(WorkerPool::terminate);
        List<Child> terminated = children.stream()
                .filter(child -> lent != null || child.isDaemon())
                .toList();
        terminated.forEach(Child::terminate);
        long deadline = System.nanoTime() + TO_TERMINATE.toNanos();
        terminated.forEach(child -> joinOrKill(child, Duration.ofNanos(deadline - System.nanoTime())));
        for (Child child : List.copyOf(children)) {
            joinOrKill(child, FOR_EVER);
        }
        closeShared();
        startMethod.close();
        closeLog();
        forget(this);
    }

    /** Ends as a process does that is killed: nothing is waited for. */
    void abandon() {
        pools.forEach(WorkerPool::terminate);
        children.forEach(Child::abort);
        synchronized (this) {
            closed = true;
            if (shared != null) {
                shared.abandon();
            }
        }
        startMethod.close();
        closeLog();
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

    private static void joinOrKill(Child child, Duration atMost) {
        if (Thread.currentThread().isInterrupted()) {
            child.abort();
            return;
        }
        try {
            if (!child.join(atMost)) {
                child.abort();
            }
        } catch (InterruptedException e) {
            child.abort();
            Thread.currentThread().interrupt();
        }
    }

    private static synchronized void forget(Multiprocessing closed) {
        ThreadProcess thread = ThreadProcess.current();
        if (thread != null && thread.ifThere() == closed) {
            thread.use(null);
        }
        if (current == closed) {
            current = null;
        }
    }
}
