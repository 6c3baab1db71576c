// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Credentials;
import dev.procession.messaging.TrustedClasses;
import dev.procession.workers.WorkerSettings;
import java.io.File;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lends places on this machine to pools of programs on others ({@link PoolSettings#onHosts()}): for each place that a pool takes it starts a process, and passes on
 * what the two say, by way of the broker.
 *
 * <p>What the processes may read is for this host to say: what {@code procession.serialization.allow} allows here, and classes of the jars
 * and directories of {@code procession.jobs.path}.
 *
 * <p><em>Failure:</em> when the connection to the broker is lost, the processes are killed, and it connects again, trying for ever. They end with this
 * process, however that ends, and with the program whose pool they work for.
 *
 * <p><em>Threads:</em> safe for use by several threads.
 */
public final class PoolHost implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PoolHost.class);
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final String JOBS_PATH = "procession.jobs.path";

    private final BrokerEndpoint broker;
    private final String name;
    private final Gate gate = Gate.open();
    private final Nursery nursery;
    private final ScheduledThreadPoolExecutor timer;
    private final List<HostPlace> places = new ArrayList<>();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final CountDownLatch ended;

    // Guarded.
    private @Nullable BrokerConnection connection;
    private String trouble = "";

    private PoolHost(BrokerEndpoint broker, String name, int places, MultiprocessingSettings processes) {
        this.broker = broker;
        this.name = name;
        this.nursery = new Nursery(processes, gate);
        this.timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "procession-host-timer");
            thread.setDaemon(true);
            return thread;
        });
        this.ended = new CountDownLatch(places);
        for (int i = 0; i < places; i++) {
            this.places.add(new HostPlace(this));
        }
    }

    /**
     * Lends so many places, with processes that have the class path and options of this JVM; as
     * {@link #start(BrokerEndpoint, String, int, MultiprocessingSettings)}.
     */
    public static PoolHost start(URI broker, Credentials credentials, int places) {
        BrokerEndpoint endpoint = new BrokerEndpoint(broker.toString(), credentials);
        String name = WorkerSettings.of(endpoint).name();
        return start(endpoint, name, places, MultiprocessingSettings.defaults());
    }

    /**
     * Lends so many places; returns before it is connected.
     *
     * @param broker where it connects, and as whom; its processes connect as the same
     * @param name what failures call this host
     * @param processes how they are started
     * @throws IllegalArgumentException unless it is one place or more
     */
    public static PoolHost start(BrokerEndpoint broker, String name, int places, MultiprocessingSettings processes) {
        if (places < 1) {
            throw new IllegalArgumentException("a host has at least one place, not " + places);
        }
        PoolHost host = new PoolHost(broker, name, places, processes);
        host.nursery.fill();
        host.places.forEach(place -> Threads.start("procession-place", () -> host.lend(place)));
        return host;
    }

    private void lend(HostPlace place) {
        try {
            while (!isEnding()) {
                try {
                    place.lend(connect());
                } catch (RuntimeException e) { // mostly of the broker
                    tell(e);
                    boolean unused = ending.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            LOG.warn("a place of host {} is no longer lent: its thread was interrupted", name);
        } finally {
            ended.countDown();
        }
    }

    boolean isEnding() {
        return ending.getCount() == 0;
    }

    private synchronized BrokerConnection connect() {
        BrokerConnection present = connection;
        if (present == null || present.isLost()) {
            if (present != null) {
                present.close();
                connection = null;
            }
            present = BrokerConnection.open(broker, ConnectionSettings.defaults());
            connection = present;
            trouble = "";
            LOG.info("host {} lends {} place(s) to pools of {}", name, places.size(), broker.uri());
        }
        return present;
    }

    private synchronized void tell(RuntimeException e) {
        if (!isEnding() && !trouble.equals(e.getMessage())) {
            trouble = String.valueOf(e.getMessage());
            LOG.warn("host {} waits for a broker: {}", name, trouble);
        }
    }

    String name() {
        return name;
    }

    BrokerEndpoint broker() {
        return broker;
    }

    ChildJvm startProcess() {
        return nursery.take();
    }

    ScheduledThreadPoolExecutor timer() {
        return timer;
    }

    /** What the processes may read, whatever those say that send them something. */
    static Trust trust() {
        Set<String> paths = Arrays.stream(System.getProperty(JOBS_PATH, "").split(File.pathSeparator))
                .filter(path -> !path.isEmpty())
                .collect(Collectors.toSet());
        return new Trust(System.getProperty(TrustedClasses.SETTING, ""), paths);
    }

    /**
     * Lends no more. Workers get nothing more to do and end when they have done what they were given; those that have not by then are killed,
     * which fails the tasks that they run. Returns at once.
     *
     * @param grace how long they may take
     */
    public void drain(Duration grace) {
        ending.countDown();
        Threads.start("procession-host-drain", () -> {
            places.forEach(HostPlace::takeNoMore);
            endAfter(grace);
        });
    }

    private void endAfter(Duration grace) {
        try {
            if (!ended.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                places.forEach(HostPlace::kill);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Blocks until nothing is lent any more, after {@link #drain}. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
        timer.shutdownNow();
        nursery.close();
        gate.close();
        synchronized (this) {
            if (connection != null) {
                connection.close();
            }
        }
    }

    /** Drains with ten seconds of grace, and blocks until it has ended; an interrupt ends the wait, and kills what is left. */
    @Override
    public void close() {
        drain(GRACE);
        try {
            awaitEnd();
        } catch (InterruptedException e) {
            places.forEach(HostPlace::kill);
            Thread.currentThread().interrupt();
        }
    }
}
