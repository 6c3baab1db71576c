// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;
import dev.procession.messaging.PartitionCheckpoint;
import dev.procession.messaging.PartitionKey;
import dev.procession.messaging.PartitionState;
import dev.procession.messaging.StepKey;
import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import java.util.Map;
import org.junit.jupiter.api.Test;

@BrokerTest
class PartitionEndsBrokerTest {

    private static final StepKey STEP = new StepKey("repo", 1);

    @Test
    void checkpoints_oneCannotBeRead_areAllOthers(TestBroker broker) {
        BrokerSession session = broker.connect(broker.coordinator()).session();
        PartitionKey readable = new PartitionKey(STEP, 0);
        PartitionCheckpoint checkpoint = new PartitionCheckpoint(1, 1, PartitionState.INITIAL, Map.of());
        session.send(
                Addresses.CHECKPOINTS,
                Envelope.durable(PartitionCheckpoint.KIND, 99, new byte[0])
                        .header(Headers.STEP, STEP.text())
                        .lastValueKey(new PartitionKey(STEP, 1).text()));
        session.send(Addresses.CHECKPOINTS, checkpoint.toEnvelope(readable));
        session.commit();

        assertThat(PartitionEnds.checkpoints(session, STEP)).containsOnlyKeys(readable.text());
    }
}
