// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.StateDirectory;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** What a state directory says about the broker in it, to commands that are not its coordinator. */
final class HomeFiles {

    private static final String URL = "broker.url";

    private HomeFiles() {}

    /** The state directory without any option; as {@link dev.procession.runtime.RuntimeConfig} finds it. */
    static Path defaultHome(Map<String, String> environment) {
        String property = System.getProperty("procession.home", environment.getOrDefault("PROCESSION_HOME", ""));
        return Path.of(property.isBlank() ? ".procession" : property);
    }

    /** Where {@code procession broker} says that it runs. */
    static Path brokerFile(Path home) {
        return home.resolve("broker").resolve("address.properties");
    }

    /** The address of the broker that runs in a state directory, by itself or within a coordinator. */
    static Optional<String> brokerUrl(Path home) {
        Optional<String> ofCoordinator = StateDirectory.of(home).isOwned()
                ? property(home.resolve("coordinator.properties"), URL)
                : Optional.empty();
        return ofCoordinator.or(() -> property(brokerFile(home), URL));
    }

    static Optional<String> property(Path file, String key) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return Optional.ofNullable(properties.getProperty(key));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Says, while a broker process runs, where; {@link #forgetBroker} takes it back. */
    static void announceBroker(Path home, String url) {
        Path file = brokerFile(home);
        try {
            Files.writeString(file, "# The broker that runs in this directory.\n" + URL + "=" + url + "\n");
        } catch (IOException e) {
            throw new UsageException("cannot write " + file + ": " + e, e);
        }
    }

    static void forgetBroker(Path home) {
        try {
            Files.deleteIfExists(brokerFile(home));
        } catch (IOException e) {
            // Who reads it finds nobody there.
        }
    }
}
