// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import dev.procession.messaging.Credentials;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/**
 * The users of a broker that this project starts, generated once for each state directory and kept there in a file that only
 * its owner can read. Each user has the one role that bears its name; {@code broker.xml} says what a role may do.
 *
 * @param coordinator may do everything with the messages of Procession
 * @param worker takes tasks, and reports results, checkpoints and its presence
 * @param observer sees the workers and asks coordinators
 */
public record BrokerUsers(Credentials coordinator, Credentials worker, Credentials observer) {

    /** Name of the file in the state directory. */
    public static final String FILE = "broker-users.properties";

    private static final int SECRET_BYTES = 24;

    /**
     * Reads the users of the broker whose state is in {@code directory}.
     *
     * @throws BrokerStartException if there are none, or others than the owner can read the file
     */
    public static BrokerUsers read(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            if (OwnerOnly.isReadableByOthers(file)) {
                throw new BrokerStartException(
                        "others than its owner can read the broker's credentials in " + file
                                + "; delete the file, and the next start makes new ones",
                        null);
            }
            Properties secrets = new Properties();
            secrets.load(new StringReader(Files.readString(file)));
            return new BrokerUsers(
                    user(file, secrets, "coordinator"), user(file, secrets, "worker"), user(file, secrets, "observer"));
        } catch (IOException e) {
            throw new BrokerStartException(
                    "cannot read the broker's credentials in " + file
                            + "; check that a broker was started there, and by the same user",
                    e);
        }
    }

    private static Credentials user(Path file, Properties secrets, String name) {
        String secret = secrets.getProperty(name, "");
        if (secret.isBlank()) {
            throw new BrokerStartException(
                    "no password for user '" + name + "' in " + file
                            + "; delete the file, and the next start makes new ones",
                    null);
        }
        return new Credentials(name, secret);
    }

    /** Reads the users, or makes new ones if there are none. The caller holds the directory's lock. */
    static BrokerUsers readOrCreate(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            OwnerOnly.write(file, """
                    # Passwords of the broker's users. Generated; delete the file while no broker runs to have new ones made.
                    coordinator=%s
                    worker=%s
                    observer=%s
                    """.formatted(secret(), secret(), secret()));
        }
        return read(directory);
    }

    static String secret() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }
}
