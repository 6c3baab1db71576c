// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.BrokerEndpoint;

/** Knows where the broker is, and starts it when it is asked first, if it is ours to start. */
interface BrokerSource extends AutoCloseable {

    /** How this process connects. */
    BrokerEndpoint forThisProcess();

    /** How children of this process connect. */
    BrokerEndpoint forChildren();

    /**
     * How this process connects to a broker that programs on other machines can reach.
     *
     * @throws MultiprocessingException if it is none
     */
    default BrokerEndpoint forHosts() {
        return forThisProcess();
    }

    @Override
    void close();
}
