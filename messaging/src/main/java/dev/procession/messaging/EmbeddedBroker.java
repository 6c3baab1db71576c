// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.nio.file.Path;
import java.util.ServiceLoader;

/** A broker that lives in this JVM. Closing it ends the broker; what was durable is there when it starts again. */
public interface EmbeddedBroker extends AutoCloseable {

    /** How a coordinator of this JVM connects. */
    BrokerEndpoint coordinator();

    /** How workers and tools on this machine connect. */
    BrokerEndpoint worker();

    /** How programs on this machine connect that only look. */
    BrokerEndpoint observer();

    @Override
    void close();

    /**
     * Starts the broker on a state directory; blocks until it takes connections.
     *
     * @throws MessagingException if no broker is on the class path, the directory cannot be written, or a port is in use
     */
    static EmbeddedBroker start(Settings settings) {
        return ServiceLoader.load(Provider.class)
                .findFirst()
                .orElseThrow(() -> new MessagingException(
                        "no embedded broker on the class path; add dev.procession:procession-broker, or name a broker with"
                                + " procession.broker.url",
                        null))
                .start(settings);
    }

    /**
     * Where and how an embedded broker runs.
     *
     * @param directory holds the journal and the generated credentials
     * @param host address that workers connect to
     * @param port port that workers connect to, 0 for a free one
     */
    record Settings(Path directory, String host, int port) {}

    /** Makes embedded brokers; found by {@link ServiceLoader}. */
    interface Provider {
        /** Starts one; as {@link EmbeddedBroker#start(Settings)}. */
        EmbeddedBroker start(Settings settings);
    }
}
