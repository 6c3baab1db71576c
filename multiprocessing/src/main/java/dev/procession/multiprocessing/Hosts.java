// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.BrokerLink;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.Headers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hosts of a broker, as the pools of this process see them: somebody there has a place, or nobody. */
final class Hosts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Hosts.class);

    /** Who waits for longer says so. */
    private static final Duration SHORT_WAIT = Duration.ofSeconds(5);

    /**
     * What this process has while one connection lives.
     *
     * @param client as which it asks for places
     */
    record Meeting(BrokerConnection connection, String client) {}

    private final BrokerLink link;
    private final Map<String, HostedWorkplace> places = new ConcurrentHashMap<>();
    private @Nullable Meeting meeting;
    private boolean toldOfWaiting;
    private volatile @Nullable Frame changes;

    private Hosts(BrokerLink link) {
        this.link = link;
    }

    /**
     * Connects; blocks until the broker has answered.
     *
     * @throws dev.procession.messaging.BrokerUnavailableException if no broker answers there or it refuses the credentials
     */
    static Hosts open(BrokerEndpoint endpoint) {
        return new Hosts(uninterrupted(() -> BrokerLink.open(endpoint, ConnectionSettings.defaults())));
    }

    String broker() {
        return link.endpoint().uri();
    }

    /**
     * The connection of now, on which the loss of hosts is heard.
     *
     * @throws dev.procession.messaging.MessagingException if there is none
     */
    synchronized Meeting meet() {
        BrokerConnection connection = link.connection();
        Meeting present = meeting;
        if (present == null || present.connection() != connection) {
            present = new Meeting(connection, UUID.randomUUID().toString());
            listen(present);
            meeting = present;
        }
        return present;
    }

    private void listen(Meeting with) {
        BrokerSession news = with.connection().listeningSession();
        news.createTransientQueue(PlaceQueues.REQUESTS);
        String subscription = Addresses.FAILED_CALLS + "." + with.client();
        news.createTemporarySubscription(
                subscription, Addresses.FAILED_CALLS, Headers.CLIENT + " = '" + with.client() + "'");
        news.consumer(subscription, null, PlaceQueues.WINDOW_BYTES).listen(this::hostLost);
    }

    private void hostLost(Delivery request) {
        HostedWorkplace place = places.get(PlaceQueues.requestedPlace(request.envelope()));
        if (place != null) {
            Threads.start("procession-host-lost", place::hostLost);
        }
    }

    /** A place has been asked for. */
    void asked(HostedWorkplace place) {
        places.put(place.id(), place);
        Executor later = CompletableFuture.delayedExecutor(
                SHORT_WAIT.toNanos(), TimeUnit.NANOSECONDS, work -> Threads.start("procession-hosts", work));
        later.execute(() -> checkWaiting(place));
    }

    private synchronized void checkWaiting(HostedWorkplace place) {
        if (!toldOfWaiting && place.isAwaited() && places.containsKey(place.id())) {
            toldOfWaiting = true;
            LOG.warn(
                    "{} worker(s) of pools of this process wait for a host with a free place at {}; start one with"
                            + " 'procession worker --pool-workers N', or wait until another pool ends",
                    places.values().stream().filter(HostedWorkplace::isAwaited).count(),
                    broker());
        }
    }

    /** A host has given it a place. */
    synchronized void found(HostedWorkplace place) {
        if (toldOfWaiting && !isAnyAwaited()) {
            toldOfWaiting = false;
            LOG.info("{} and all other workers of pools of this process have a place", place.name());
        }
    }

    synchronized void forget(HostedWorkplace place) {
        places.remove(place.id());
        toldOfWaiting &= isAnyAwaited();
    }

    private boolean isAnyAwaited() {
        return places.values().stream().anyMatch(HostedWorkplace::isAwaited);
    }

    /** Tells all workers. */
    void tell(Frame frame) {
        changes = frame;
        places.values().forEach(place -> place.tell(frame));
    }

    /** What those are to hear that begin later. */
    Optional<Frame> changes() {
        return Optional.ofNullable(changes);
    }

    /** When all pools were terminated. Waits until hosts have ended their processes, but not for long: one that is frozen may never say so. */
    @Override
    public void close() {
        CompletableFuture.allOf(
                        places.values().stream().map(HostedWorkplace::exit).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, SHORT_WAIT.toNanos(), TimeUnit.NANOSECONDS)
                .join();
        boolean unused = uninterrupted(() -> {
            link.close();
            return true;
        });
    }

    /** Calls on a thread that nobody interrupts: the Artemis client gives up when it is. */
    private static <T> T uninterrupted(Supplier<T> call) {
        try {
            return CompletableFuture.supplyAsync(call, work -> Threads.start("procession-hosts", work))
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }
}
