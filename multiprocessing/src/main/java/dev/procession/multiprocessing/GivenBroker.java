// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.BrokerEndpoint;

/** A broker that runs elsewhere. */
record GivenBroker(BrokerEndpoint endpoint) implements BrokerSource {

    @Override
    public BrokerEndpoint forThisProcess() {
        return endpoint;
    }

    @Override
    public BrokerEndpoint forChildren() {
        return endpoint;
    }

    @Override
    public void close() {}
}
