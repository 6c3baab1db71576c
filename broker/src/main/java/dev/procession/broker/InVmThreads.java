// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnector;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMRegistry;

/**
 * Ends the threads of in-VM connections with the last broker of this JVM. Artemis keeps them for a minute after their last use,
 * and they are no daemons: a program whose {@code main} has returned would linger as long.
 */
final class InVmThreads {

    private static int brokers;

    private InVmThreads() {}

    static synchronized void brokerBegins() {
        brokers++;
    }

    static synchronized void brokerEnded() {
        brokers--;
        if (brokers == 0 && InVMRegistry.instance.size() == 0) { // nor is there a broker of the user's own
            InVMConnector.resetThreadPool();
        }
    }
}
