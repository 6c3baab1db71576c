// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import org.jspecify.annotations.Nullable;

/**
 * The connection to a broker for those who hold no lease through it and may therefore go on with another when it is lost.
 *
 * <p><em>Threads:</em> safe for use by several threads.
 */
public final class BrokerLink implements AutoCloseable {

    private final BrokerEndpoint endpoint;
    private final ConnectionSettings settings;
    private @Nullable BrokerConnection connection;
    private boolean closed;
    private volatile Runnable admission = () -> {};

    private BrokerLink(BrokerEndpoint endpoint, ConnectionSettings settings) {
        this.endpoint = endpoint;
        this.settings = settings;
    }

    /**
     * Connects; blocks until the broker has answered.
     *
     * @throws BrokerUnavailableException if no broker answers there or it refuses the credentials
     */
    public static BrokerLink open(BrokerEndpoint endpoint, ConnectionSettings settings) {
        BrokerLink link = new BrokerLink(endpoint, settings);
        link.connection();
        return link;
    }

    /**
     * Asks before each use of the connection whether it is admitted.
     *
     * @param check throws {@link BrokerUnavailableException} if not
     */
    public void admitOnly(Runnable check) {
        admission = check;
    }

    /**
     * The connection of now: a new one if the last was lost.
     *
     * @throws BrokerUnavailableException if the broker does not answer, or the link was closed
     */
    public BrokerConnection connection() {
        BrokerConnection current = current();
        // After it is there: if this process stands still from now on, the broker ends the connection before anyone
        // else may act.
        admission.run();
        return current;
    }

    private synchronized BrokerConnection current() {
        if (closed) {
            throw new BrokerUnavailableException("the link to the broker at " + endpoint.uri() + " is closed", null);
        }
        if (connection == null || connection.isLost()) {
            if (connection != null) {
                connection.close();
                connection = null;
            }
            connection = BrokerConnection.open(endpoint, settings);
        }
        return connection;
    }

    /** Where it leads. */
    public BrokerEndpoint endpoint() {
        return endpoint;
    }

    /** How its connections behave. */
    public ConnectionSettings settings() {
        return settings;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (connection != null) {
            connection.close();
        }
    }
}
