// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.messaging.Credentials;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * A file of broker credentials: {@code user} and {@code password}, or what a broker of ours keeps in its state directory, one password for
 * each role.
 */
final class CredentialsFile {

    private CredentialsFile() {}

    /** What the broker keeps, below a state directory. */
    static Path of(Path home) {
        return home.resolve("broker").resolve("broker-users.properties");
    }

    /**
     * Reads the credentials.
     *
     * @param role the user to take if the file has several
     * @throws UsageException if the file cannot be read or has none
     */
    static Credentials read(Path file, String role) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException("the credentials file " + file + " cannot be read: " + e, e);
        }
        return find(properties, role)
                .orElseThrow(() -> new UsageException("the credentials file " + file
                        + " must have the lines user=... and" + " password=..., or " + role + "=PASSWORD"));
    }

    private static Optional<Credentials> find(Properties properties, String role) {
        String user = properties.getProperty("user");
        String password = properties.getProperty("password");
        if (user != null && password != null) {
            return Optional.of(new Credentials(user, password));
        }
        String ofRole = properties.getProperty(role);
        return ofRole == null ? Optional.empty() : Optional.of(new Credentials(role, ofRole));
    }
}
