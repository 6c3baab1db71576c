// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@BrokerTest
class QueuesBrokerTest extends QueuesContract {

    @BeforeEach
    void open(TestBroker broker) {
        begin(new SharedObjectsFixture(broker));
    }

    @Test
    void take_brokerLost_fails(TestBroker broker) throws Exception {
        SharedQueue<String> in = cuttable.queue("q");
        assertThat(in.poll()).isNull();
        Future<?> waiting = processes.runUntilItWaits(in::take).future();
        assertThat(steady.<String>queue("q").poll(200, MILLISECONDS)).isNull();

        broker.cut();

        assertThatThrownBy(() -> waiting.get(30, SECONDS)).hasCauseInstanceOf(BrokerUnavailableException.class);
        steady.<String>queue("q").put("again");
        assertThat(in.take()).isEqualTo("again");
    }
}
