// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeFilesTest {

    @TempDir
    private Path home;

    @Test
    void brokerUrl_ofACoordinator_countsWhileItLives() throws IOException {
        Files.writeString(home.resolve("coordinator.properties"), "broker.url=tcp\\://h\\:1\n");
        assertThat(HomeFiles.brokerUrl(home)).isEmpty();

        try (StateDirectory owned = StateDirectory.of(home).own()) {
            assertThat(owned.isOwned()).isTrue();
            assertThat(HomeFiles.brokerUrl(home)).hasValue("tcp://h:1");
        }
    }

    @Test
    void brokerUrl_ofABrokerProcess_countsUntilItIsTakenBack() throws IOException {
        Files.createDirectories(home.resolve("broker"));
        HomeFiles.announceBroker(home, "tcp://h:2");
        assertThat(HomeFiles.brokerUrl(home)).hasValue("tcp://h:2");

        HomeFiles.forgetBroker(home);
        assertThat(HomeFiles.brokerUrl(home)).isEmpty();
    }

    @Test
    void defaultHome_environment_decides() {
        assertThat(HomeFiles.defaultHome(Map.of("PROCESSION_HOME", "/state"))).isEqualTo(Path.of("/state"));
        assertThat(HomeFiles.defaultHome(Map.of())).isEqualTo(Path.of(".procession"));
    }
}
