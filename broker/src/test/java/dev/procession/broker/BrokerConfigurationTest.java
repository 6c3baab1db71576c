// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.EmbeddedBroker;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.transform.dom.DOMSource;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.utils.XMLUtil;
import org.apache.activemq.artemis.utils.XmlProvider;
import org.junit.jupiter.api.Test;

/** The one copy of the broker's configuration is right for both who read it. */
class BrokerConfigurationTest {

    private final Configuration configuration =
            BrokerConfiguration.of(new EmbeddedBroker.Settings(Path.of("state"), "127.0.0.1", 1234), 1);

    @Test
    void source_followsArtemisSchema() {
        assertThatCode(() -> XmlProvider.newValidator(XMLUtil.findResource("schema/artemis-server.xsd"))
                        .validate(new DOMSource(XMLUtil.stringToElement(BrokerConfiguration.source()))))
                .doesNotThrowAnyException();
    }

    @Test
    void addresses_areThoseOfTheContract() {
        // Made when needed: each of these has addresses of its own below it.
        Set<String> madeWhenNeeded = Set.of(Addresses.PREFIX, Addresses.REPLIES, Addresses.SHARED);
        Set<String> expected = Arrays.stream(Addresses.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .map(BrokerConfigurationTest::valueOf)
                .filter(address -> !madeWhenNeeded.contains(address))
                .collect(Collectors.toSet());

        assertThat(configuration.getAddressConfigurations())
                .extracting(CoreAddressConfiguration::getName)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String valueOf(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void roles_areTheThreeUsersAndNoneManages() {
        assertThat(configuration.getSecurityRoles().values())
                .allSatisfy(roles -> assertThat(roles).allSatisfy(role -> {
                    assertThat(role.getName()).isIn("coordinator", "worker", "observer");
                    assertThat(role.isManage() || role.isView() || role.isEdit())
                            .isFalse();
                }));
        assertThat(configuration.getSecurityRoles().values().stream()
                        .flatMap(Set::stream)
                        .map(Role::getName)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("coordinator", "worker", "observer");
    }

    @Test
    void acceptors_ofTheEmbeddedBroker_areItsOwn() {
        assertThat(configuration.getAcceptorConfigurations())
                .extracting(acceptor -> acceptor.getName())
                .containsExactlyInAnyOrder("vm", "tcp");
        assertThat(configuration.getAcceptorConfigurations())
                .filteredOn(acceptor -> acceptor.getName().equals("tcp"))
                .singleElement()
                .satisfies(tcp -> assertThat(tcp.getParams())
                        .containsEntry("host", "127.0.0.1")
                        .containsEntry("port", 1234)
                        .containsEntry("tcpNoDelay", "true"));
    }
}
