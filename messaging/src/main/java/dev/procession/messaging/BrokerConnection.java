// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.FailoverEventType;
import org.apache.activemq.artemis.api.core.client.ServerLocator;

/**
 * One connection to the broker, and the lease on everything received through it: when it is lost, the broker gives all that
 * to others.
 *
 * <p><em>Failure:</em> a connection never reconnects by itself. A process that re-attached after its lease had ended could
 * commit beside its successor; so it must notice, abandon its work and open a new connection.
 *
 * <p><em>Threads:</em> safe for use by several threads; each {@link BrokerSession} is for one.
 */
public final class BrokerConnection implements AutoCloseable {

    private static final int LISTENING_ACK_BATCH_BYTES = 64 * 1024;

    private final BrokerEndpoint endpoint;
    private final ConnectionSettings settings;
    private final ServerLocator locator;
    private final ClientSessionFactory factory;
    private final AtomicBoolean lost = new AtomicBoolean();

    private BrokerConnection(
            BrokerEndpoint endpoint, ConnectionSettings settings, ServerLocator locator, ClientSessionFactory factory) {
        this.endpoint = endpoint;
        this.settings = settings;
        this.locator = locator;
        this.factory = factory;
    }

    /**
     * Connects and logs in; blocks until the broker has answered.
     *
     * @throws BrokerUnavailableException if no broker answers there or it refuses the credentials
     */
    public static BrokerConnection open(BrokerEndpoint endpoint, ConnectionSettings settings) {
        ServerLocator locator = locator(endpoint, settings);
        BrokerConnection connection;
        try {
            // To this one server: without naming it, the client waits as long as a call may take for the cluster's
            // topology, also
            // when the connection has ended already, as it does behind a proxy whose broker is not there.
            ClientSessionFactory factory = locator.createSessionFactory(locator.getStaticTransportConfigurations()[0]);
            connection = new BrokerConnection(endpoint, settings, locator, factory);
        } catch (Exception e) {
            locator.close();
            throw new BrokerUnavailableException(
                    "no broker answers at " + endpoint.uri()
                            + "; start one with 'procession broker', or check --broker",
                    e);
        }
        connection.onLost(() -> {}); // so that it is known
        try {
            connection.session().close(); // the first session shows whether the credentials are right
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private static ServerLocator locator(BrokerEndpoint endpoint, ConnectionSettings settings) {
        try {
            ServerLocator locator = ActiveMQClient.createServerLocator(endpoint.uri());
            locator.setReconnectAttempts(0);
            locator.setInitialConnectAttempts(1);
            locator.setConnectionTTL(settings.timeToLive().toMillis());
            // A third at most: an idle client is dropped when its ping can come later than the time to live.
            locator.setClientFailureCheckPeriod(
                    Math.max(1, settings.timeToLive().toMillis() / 3));
            locator.setCallTimeout(settings.callTimeout().toMillis());
            locator.setBlockOnDurableSend(true);
            locator.setBlockOnNonDurableSend(false);
            return locator;
        } catch (Exception e) {
            throw new BrokerUnavailableException(
                    "'" + endpoint.uri() + "' is not the address of a broker; use tcp://HOST:PORT", e);
        }
    }

    /**
     * Opens a transacted session: what it sends and acknowledges takes effect at {@link BrokerSession#commit()}.
     *
     * @throws BrokerUnavailableException if the connection is lost
     */
    public BrokerSession session() {
        return open(false);
    }

    /**
     * Opens a session in which every send is a commit of its own; blocks for durable messages until the broker has them.
     *
     * @throws BrokerUnavailableException if the connection is lost
     */
    public BrokerSession autoCommitSession() {
        return open(true);
    }

    /**
     * Opens a session for consumers that listen: what they acknowledge takes effect by and by, many messages at once.
     *
     * @throws BrokerUnavailableException if the connection is lost
     */
    public BrokerSession listeningSession() {
        return open(true, LISTENING_ACK_BATCH_BYTES);
    }

    private BrokerSession open(boolean autoCommit) {
        return open(autoCommit, 0);
    }

    private BrokerSession open(boolean autoCommit, int ackBatchBytes) {
        try {
            Credentials user = endpoint.credentials();
            ClientSession session = factory.createSession(
                    user.user(), user.password(), false, autoCommit, autoCommit, false, ackBatchBytes);
            return new BrokerSession(session, endpoint, settings);
        } catch (ActiveMQException e) {
            throw BrokerSession.translate("open a session", endpoint, e);
        } catch (IllegalStateException e) { // the client's word for a connection that was closed meanwhile
            throw new BrokerUnavailableException("the connection to the broker at " + endpoint.uri() + " is closed", e);
        }
    }

    /** Where this connection leads. */
    public BrokerEndpoint endpoint() {
        return endpoint;
    }

    /** How this connection behaves. */
    public ConnectionSettings settings() {
        return settings;
    }

    /** Whether the connection was lost or closed. */
    public boolean isLost() {
        return lost.get() || factory.isClosed();
    }

    /** Calls {@code listener} on a thread of the connection when it is lost, not when it is closed. */
    public void onLost(Runnable listener) {
        factory.addFailoverListener(type -> {
            if (type == FailoverEventType.FAILURE_DETECTED) {
                lost.set(true); // here, too: the client calls its listeners in any order
                listener.run();
            }
        });
    }

    /** Ends all sessions; says goodbye to the broker only if it can hear it, for else that takes as long as a call may. */
    @Override
    public void close() {
        if (isLost()) {
            factory.cleanup();
        } else {
            factory.close();
        }
        locator.close();
    }
}
