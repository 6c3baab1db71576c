// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;
import dev.procession.messaging.MessagingException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as the others see it, for as long as its connection lives: another connection is another client, which holds nothing of
 * what this one held.
 *
 * <p>A client lives while its temporary queue does, which ends with the connection. Its end is made known by its will: a message that it
 * holds unacknowledged, which the broker sends to everybody when it comes back.
 */
final class Client implements Participant {

    private static final Logger LOG = LoggerFactory.getLogger(Client.class);
    private static final SecureRandom IDS = new SecureRandom();
    private static final String WILL = "will";
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);

    /** The part of the lease that may be used: the rest is for clocks that run unevenly. */
    private static final double SAFE_PART_OF_LEASE = 0.8;

    private final long id = IDS.nextLong();
    private final BrokerConnection connection;
    private final BrokerSession calls;
    private final Set<LogReplica<?>> replicas = ConcurrentHashMap.newKeySet();
    private final List<Consumer<BrokerUnavailableException>> onEnd = new CopyOnWriteArrayList<>();
    private final Set<Long> dead = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService housekeeping;
    private volatile Runnable beforeOperations = () -> {};
    private final AtomicBoolean ended = new AtomicBoolean();
    private final long leaseNanos;
    private volatile long leaseEndNanos;
    private @Nullable BrokerSession willSession;
    private @Nullable Delivery will;

    private Client(BrokerConnection connection) {
        this.connection = connection;
        this.leaseNanos = (long) (connection.settings().timeToLive().toNanos() * SAFE_PART_OF_LEASE);
        this.calls = connection.autoCommitSession();
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "shared-objects");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        this.housekeeping = executor;
    }

    /**
     * Connects; blocks until the others can see this process.
     *
     * @throws BrokerUnavailableException if no broker answers there or it refuses the credentials
     */
    static Client open(BrokerEndpoint endpoint, ConnectionSettings settings) {
        BrokerConnection connection = BrokerConnection.open(endpoint, settings);
        try {
            Client client = new Client(connection);
            client.begin();
            return client;
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // they see to their failures
    private void begin() {
        connection.onLost(this::lost);
        renewLease(System.nanoTime());
        calls.createTemporaryQueue(queue(id));
        BrokerSession news = connection.listeningSession();
        String subscription = Addresses.OBITUARIES + "." + Long.toHexString(id);
        news.createTemporarySubscription(subscription, Addresses.OBITUARIES);
        news.consumer(subscription, null, 64 * 1024).listen(this::obituary);
        makeWill();
        long ping = connection.settings().timeToLive().toNanos() / 4;
        housekeeping.scheduleWithFixedDelay(this::ping, ping, ping, TimeUnit.NANOSECONDS);
        long check = CHECK_INTERVAL.toNanos();
        housekeeping.scheduleWithFixedDelay(this::checkOthers, check, check, TimeUnit.NANOSECONDS);
    }

    private void makeWill() {
        BrokerSession session = connection.session();
        session.send(
                Addresses.WILLS,
                Envelope.transientMessage(WILL, 1, new byte[0]).header(Headers.CLIENT, Long.toHexString(id)));
        session.commit();
        String own = Headers.CLIENT + " = '" + Long.toHexString(id) + "'";
        will = session.consumer(Addresses.WILLS, own, 0).receive();
        willSession = session;
    }

    private static String queue(long client) {
        return Addresses.SHARED + ".clients." + Long.toHexString(client);
    }

    long id() {
        return id;
    }

    BrokerConnection connection() {
        return connection;
    }

    @Override
    public boolean isEnded() {
        return ended.get() || connection.isLost();
    }

    /** Whether the broker cannot have given to others yet what this process holds. */
    boolean holdsLease() {
        return System.nanoTime() - leaseEndNanos < 0 && !ended.get();
    }

    /** The broker has heard from this process at that time or later. */
    void renewLease(long atNanos) {
        long end = atNanos + leaseNanos;
        if (leaseEndNanos == 0 || end - leaseEndNanos > 0) {
            leaseEndNanos = end;
        }
    }

    private void ping() {
        try {
            long now = System.nanoTime();
            if (isAlive(id)) {
                renewLease(now);
            } else {
                lost();
            }
        } catch (MessagingException e) {
            LOG.debug("the broker does not answer", e);
            if (connection.isLost()) {
                lost();
            }
        }
    }

    // The news of an end can be lost with the broker's connection to whoever would have passed it on.
    private void checkOthers() {
        try {
            replicas.stream().filter(LogReplica::hasWaiters).forEach(LogReplica::buryTheDead);
        } catch (RuntimeException e) {
            LOG.debug("cannot ask the broker after other processes", e);
        }
    }

    private void obituary(Delivery news) {
        String who = news.envelope().header(Headers.CLIENT);
        if (who != null) {
            long gone = Long.parseUnsignedLong(who, 16);
            dead.add(gone);
            replicas.forEach(replica -> replica.mourn(gone));
        }
    }

    boolean isDead(long client) {
        return dead.contains(client);
    }

    boolean isAlive(long client) {
        return call(session -> session.queueExists(queue(client)));
    }

    // On one session, one at a time.
    private <T> T call(Function<BrokerSession, T> question) {
        return Uninterrupted.call(() -> {
            synchronized (calls) {
                return question.apply(calls);
            }
        });
    }

    @Override
    public void beforeOperations(Runnable action) {
        beforeOperations = action;
    }

    /** Calls {@code action} when this client ends, with the reason. */
    void onEnd(Consumer<BrokerUnavailableException> action) {
        onEnd.add(action);
    }

    @Override
    public void beforeOperation() {
        beforeOperations.run();
    }

    @Override
    public <M extends Machine> Replica<M> replica(ObjectName name, Machine.Kind<M> kind, Runnable applied) {
        return Uninterrupted.call(() -> LogReplica.open(this, name.address(), kind, applied));
    }

    @Override
    public ItemSink sink(ObjectName name) {
        createQueue(name.itemsQueue());
        return new ItemFeeder(this, name.itemsQueue());
    }

    @Override
    public ItemSource source(ObjectName name, ItemSource.Portions portions) {
        createQueue(name.itemsQueue());
        return new ItemReceiver(this, name.itemsQueue(), portions);
    }

    @Override
    public Tasks tasks(ObjectName name) {
        return BrokerTasks.open(this, name.itemsQueue());
    }

    @Override
    public ServiceCalls calls() {
        return BrokerCalls.open(this);
    }

    @Override
    public void prepareCalls(ObjectName service) {
        createQueue(service.callsQueue());
    }

    @Override
    public CallSource callSource(ObjectName service) {
        return BrokerCallSource.open(this, service.callsQueue());
    }

    @Override
    public void deleteItems(ObjectName name) {
        queues(name.itemsQueue()).forEach(this::deleteQueue);
    }

    @Override
    public boolean opensDoorsteps() {
        return true;
    }

    @Override
    public void leave(SharedScope scope) {
        String prefix = ObjectName.scopePrefix(scope);
        replicas.stream().filter(replica -> replica.log().startsWith(prefix)).forEach(LogReplica::leave);
    }

    private void run(Consumer<BrokerSession> order) {
        boolean unused = call(session -> {
            order.accept(session);
            return true;
        });
    }

    @Override
    public boolean deleteAll(SharedScope scope) {
        boolean all = true;
        for (String queue : queues(ObjectName.scopePattern(scope))) {
            try {
                deleteQueue(queue);
            } catch (BrokerUnavailableException e) {
                throw e;
            } catch (MessagingException e) {
                LOG.debug("{} is still in use", queue, e);
                all = false;
            }
        }
        return all;
    }

    void createLog(String queue) {
        run(session -> session.createLog(queue));
    }

    void createQueue(String queue) {
        run(session -> session.createTransientQueue(queue));
    }

    int consumerCount(String queue) {
        return call(session -> session.consumerCount(queue));
    }

    long messageCount(String queue) {
        return call(session -> session.messageCount(queue));
    }

    List<String> queues(String pattern) {
        return call(session -> session.queues(pattern));
    }

    void deleteQueueIfUnread(String queue) {
        run(session -> session.deleteQueueIfUnread(queue));
    }

    void deleteQueue(String queue) {
        run(session -> session.deleteQueue(queue));
    }

    void add(LogReplica<?> replica) {
        replicas.add(replica);
    }

    void remove(LogReplica<?> replica) {
        replicas.remove(replica);
    }

    /** Runs what may block, soon. */
    void later(Runnable work) {
        try {
            housekeeping.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("this client has ended", e);
        }
    }

    /** Runs what may block, after a while; what is returned cancels it. */
    Runnable after(long nanos, Runnable work) {
        try {
            Future<?> future = housekeeping.schedule(work, nanos, TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {}; // this client has ended, and what it would have been for
        }
    }

    private void lost() {
        end(new BrokerUnavailableException(
                "the connection to the broker at " + connection.endpoint().uri()
                        + " was lost, and with it every lock and permit that this process held",
                null));
        connection.close();
    }

    private void end(BrokerUnavailableException cause) {
        if (ended.compareAndSet(false, true)) {
            leaseEndNanos = System.nanoTime();
            List.copyOf(replicas).forEach(replica -> replica.fail(cause));
            onEnd.forEach(action -> action.accept(cause));
            housekeeping.shutdown();
        }
    }

    @Override
    public void abandon() {
        lost();
    }

    @Override
    public void close() {
        List.copyOf(replicas).forEach(LogReplica::leave);
        end(new BrokerUnavailableException("the shared objects of this process were closed", null));
        Uninterrupted.run(() -> {
            destroyWill();
            connection.close();
        });
    }

    private void destroyWill() {
        try {
            if (will != null && willSession != null && !connection.isLost()) {
                will.acknowledge();
                willSession.commit();
            }
        } catch (MessagingException e) {
            LOG.debug("the broker makes the end of this process known", e);
        }
    }
}
