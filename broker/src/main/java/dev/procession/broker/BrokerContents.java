// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.EmbeddedBroker;
import java.util.Map;
import java.util.TreeMap;
import org.apache.activemq.artemis.core.postoffice.QueueBinding;
import org.apache.activemq.artemis.core.server.Queue;

/** Looks into a broker of this JVM, for tests and diagnosis. */
public final class BrokerContents {

    private BrokerContents() {}

    /** How many messages each queue of Procession holds, those in delivery included; by name of the queue. */
    public static Map<String, Long> messageCounts(EmbeddedBroker broker) {
        if (!(broker instanceof ArtemisBroker artemis)) {
            throw new IllegalArgumentException(broker + " is not a broker that EmbeddedBroker.start started");
        }
        Map<String, Long> counts = new TreeMap<>();
        artemis.server().getPostOffice().getAllBindings().forEach(binding -> {
            if (binding instanceof QueueBinding of
                    && of.getQueue().getAddress().toString().startsWith(Addresses.PREFIX)) {
                Queue queue = of.getQueue();
                counts.put(queue.getName().toString(), queue.getMessageCount());
            }
        });
        return counts;
    }
}
