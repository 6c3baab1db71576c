// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import dev.procession.messaging.EmbeddedBroker;

/** Makes the embedded brokers that {@link EmbeddedBroker#start} finds. */
public final class ArtemisBrokerProvider implements EmbeddedBroker.Provider {

    /** For {@link java.util.ServiceLoader}. */
    public ArtemisBrokerProvider() {}

    @Override
    public EmbeddedBroker start(EmbeddedBroker.Settings settings) {
        return ArtemisBroker.start(settings);
    }
}
