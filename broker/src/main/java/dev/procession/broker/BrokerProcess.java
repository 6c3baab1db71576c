// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.EmbeddedBroker;
import java.nio.file.Path;

/**
 * The broker as a process of its own, for coordinators and workers of other processes: what {@code procession broker} runs. It
 * serves until {@link #close()}, which a handler of SIGTERM calls.
 *
 * <p><em>Threads:</em> safe for use by several threads.
 */
public final class BrokerProcess implements EmbeddedBroker {

    private final ArtemisBroker broker;

    private BrokerProcess(ArtemisBroker broker) {
        this.broker = broker;
    }

    /**
     * Starts the broker; blocks until it takes connections.
     *
     * @throws BrokerStartException if the directory cannot be written or is another broker's, or the port is in use
     */
    public static BrokerProcess start(Settings settings) {
        return new BrokerProcess(ArtemisBroker.start(settings));
    }

    /** How a coordinator of another process on this machine connects. */
    @Override
    public BrokerEndpoint coordinator() {
        return broker.tcp(broker.users().coordinator());
    }

    @Override
    public BrokerEndpoint worker() {
        return broker.worker();
    }

    @Override
    public BrokerEndpoint observer() {
        return broker.observer();
    }

    /** The file with the passwords; {@link BrokerUsers#read} reads it. */
    public Path usersFile() {
        return broker.directory().resolve(BrokerUsers.FILE);
    }

    /**
     * Blocks until the broker has ended because {@link #close()} was called.
     *
     * @throws BrokerFailedException if it ended by itself, because its journal could not be written
     */
    public void awaitEnd() throws InterruptedException {
        broker.awaitEnd();
    }

    @Override
    public void close() {
        broker.close();
    }
}
