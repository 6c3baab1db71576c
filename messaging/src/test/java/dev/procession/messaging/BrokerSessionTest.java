// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.junit.jupiter.api.Test;

class BrokerSessionTest {

    private static final BrokerEndpoint BROKER =
            new BrokerEndpoint("tcp://host:1", new Credentials("user", "password"));

    private static MessagingException translated(ActiveMQExceptionType type, String message) {
        return BrokerSession.translate("browse a queue", BROKER, new ActiveMQException(type, message));
    }

    @Test
    void translate_brokerSawTheConnectionEnd_isALostConnection() {
        assertThat(translated(
                        ActiveMQExceptionType.GENERIC_EXCEPTION,
                        "AMQ229250: Connection has been marked as destroyed for remote connection 127.0.0.1:1."))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("lost the connection to the broker at tcp://host:1 (could not browse a queue)");
    }

    @Test
    void translate_addressFull_saysThatTheBrokerHasNoRoom() {
        assertThat(translated(ActiveMQExceptionType.ADDRESS_FULL, "AMQ219058: Address is full"))
                .isInstanceOf(BrokerFullException.class)
                .hasMessageContaining("the broker at tcp://host:1 could not browse a queue: its disk is nearly full");
    }

    @Test
    void translate_anythingElse_isNot() {
        assertThat(translated(ActiveMQExceptionType.GENERIC_EXCEPTION, "AMQ229031: Unable to validate user"))
                .isNotInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("could not browse a queue");
    }
}
