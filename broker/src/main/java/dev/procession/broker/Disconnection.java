// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.activemq.artemis.api.core.ActiveMQDisconnectedException;
import org.apache.activemq.artemis.core.postoffice.QueueBinding;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Ends all connections before the broker ends. Artemis removes the temporary queues of a connection some time after it is gone;
 * when the broker stops meanwhile, each of them is an error with a stack trace in the log.
 */
final class Disconnection {

    private static final long PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long INTERVAL_NANOS = Duration.ofMillis(2).toNanos();

    private Disconnection() {}

    static void endAll(ActiveMQServer server) {
        server.getRemotingService().pauseAcceptors();
        for (RemotingConnection connection : server.getRemotingService().getConnections()) {
            connection.fail(new ActiveMQDisconnectedException("the broker ends"));
        }
        long start = System.nanoTime();
        while (hasTemporaryResources(server) && System.nanoTime() - start < PATIENCE_NANOS) {
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
    }

    private static boolean hasTemporaryResources(ActiveMQServer server) {
        return server.getPostOffice()
                        .getAllBindings()
                        .anyMatch(binding -> binding instanceof QueueBinding queue
                                && queue.getQueue().isTemporary())
                || server.getPostOffice().getAddresses().stream()
                        .map(server::getAddressInfo)
                        .anyMatch(Disconnection::isTemporary);
    }

    private static boolean isTemporary(AddressInfo address) {
        return address != null && address.isTemporary();
    }
}
