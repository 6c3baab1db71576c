// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.BrokerFullException;
import dev.procession.messaging.BrokerUnavailableException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class AwayBrokerTest {

    @Test
    void awaited_brokerAwayThenFull_answersWhenItTakesTheMessage() {
        Queue<RuntimeException> failures = new ArrayDeque<>(
                List.of(new BrokerUnavailableException("away", null), new BrokerFullException("full", null)));

        String answer = AwayBroker.awaited("partition 0", () -> {
            RuntimeException failure = failures.poll();
            if (failure != null) {
                throw failure;
            }
            return "sent";
        });

        assertThat(answer).isEqualTo("sent");
        assertThat(failures).isEmpty();
    }

    @Test
    void awaited_otherFailure_isNotTriedAgain() {
        int[] calls = {0};

        assertThatThrownBy(() -> AwayBroker.awaited("partition 0", () -> {
                    calls[0]++;
                    throw new IllegalStateException("refused");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(calls[0]).isEqualTo(1);
    }

    @Test
    void awaited_interrupted_givesUpAndStaysInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> AwayBroker.awaited("partition 0", () -> {
                    throw new BrokerFullException("full", null);
                }))
                .isInstanceOf(BrokerFullException.class);

        assertThat(Thread.interrupted()).isTrue();
    }
}
