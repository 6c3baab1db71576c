// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import dev.procession.messaging.EmbeddedBroker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.deployers.impl.FileConfigurationParser;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.utils.XMLUtil;

/** The broker's configuration: what {@code broker.xml} says, put to a state directory, a port and this JVM. */
final class BrokerConfiguration {

    /** Name of the acceptor that workers connect to, in {@code broker.xml}. */
    static final String TCP = "tcp";

    private static final String SOURCE = "broker.xml";
    private static final String VM = "vm";

    private BrokerConfiguration() {}

    static Configuration of(EmbeddedBroker.Settings settings, int vmId) {
        try {
            Configuration configuration = new ConfigurationImpl();
            // Parsed as it stands: the validation against the schema takes longer than all the rest, and a test does
            // it.
            new FileConfigurationParser().parseMainConfig(XMLUtil.stringToElement(source()), configuration);
            Path directory = settings.directory();
            configuration
                    .setPagingDirectory(directory.resolve("paging").toString())
                    .setBindingsDirectory(directory.resolve("bindings").toString())
                    .setJournalDirectory(directory.resolve("journal").toString())
                    .setLargeMessagesDirectory(
                            directory.resolve("large-messages").toString())
                    .setJMXManagementEnabled(false);
            replaceAcceptors(configuration, settings, vmId);
            return configuration;
        } catch (Exception e) {
            throw new IllegalStateException(SOURCE + " in the broker's jar cannot be read", e);
        }
    }

    static String source() {
        try (InputStream in = BrokerConfiguration.class.getResourceAsStream(SOURCE)) {
            if (in == null) {
                throw new IllegalStateException(SOURCE + " is not in the broker's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void replaceAcceptors(Configuration configuration, EmbeddedBroker.Settings settings, int vmId) {
        Set<TransportConfiguration> acceptors = configuration.getAcceptorConfigurations();
        TransportConfiguration external = acceptors.stream()
                .filter(acceptor -> acceptor.getName().equals(TCP))
                .findFirst()
                .orElseThrow();
        Map<String, Object> parameters = new HashMap<>(external.getParams());
        parameters.put(TransportConstants.HOST_PROP_NAME, settings.host());
        parameters.put(TransportConstants.PORT_PROP_NAME, settings.port());
        // Opened by hand, last: so its failure reaches the caller, and nobody connects to half a broker.
        parameters.put(TransportConstants.AUTO_START, false);
        TransportConfiguration tcp =
                new TransportConfiguration(external.getFactoryClassName(), parameters, TCP, external.getExtraParams());
        TransportConfiguration vm = new TransportConfiguration(
                InVMAcceptorFactory.class.getName(),
                Map.of(
                        org.apache.activemq.artemis.core.remoting.impl.invm.TransportConstants.SERVER_ID_PROP_NAME,
                        vmId),
                VM);
        acceptors.clear();
        acceptors.add(vm);
        acceptors.add(tcp);
    }
}
