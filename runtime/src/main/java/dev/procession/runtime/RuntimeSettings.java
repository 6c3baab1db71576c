// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.ConnectionSettings;
import dev.procession.runtime.jberet.PartitionDefaults;
import dev.procession.runtime.repository.RepositorySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a coordinator runs.
 *
 * @param home the state directory
 * @param broker which broker
 * @param repository which database
 * @param workers the workers that it starts on this machine
 * @param partitions defaults for partitioned steps
 * @param connection how connections behave
 * @param trustedClasses more classes that may be deserialised, in the pattern syntax of {@link java.io.ObjectInputFilter}
 */
public record RuntimeSettings(
        Path home,
        Broker broker,
        Repository repository,
        Workers workers,
        PartitionDefaults partitions,
        ConnectionSettings connection,
        String trustedClasses) {

    /** Where the repository is: the database named, or a file in the state directory. */
    RepositorySettings repositorySettings() {
        return repository.url() == null
                ? RepositorySettings.inHome(home.toAbsolutePath().normalize())
                : new RepositorySettings(repository.url(), repository.user(), repository.password());
    }

    /**
     * Which broker.
     *
     * @param url an external broker, or null for an embedded one
     * @param user user of the external broker
     * @param password password of the external broker
     * @param host the address that an embedded broker listens on
     * @param port the port that an embedded broker listens on, 0 for a free one
     */
    public record Broker(@Nullable String url, String user, String password, String host, int port) {
        @Override
        public String toString() {
            return "Broker[url=" + url + ", user=" + user + ", host=" + host + ", port=" + port + "]";
        }
    }

    /**
     * Which database.
     *
     * @param url JDBC address, or null for an H2 file in the state directory
     * @param user database user
     * @param password database password
     * @param lease how long a coordinator may be silent before another one that shares the database takes over
     */
    public record Repository(@Nullable String url, String user, String password, Duration lease) {
        @Override
        public String toString() {
            return "Repository[url=" + url + ", user=" + user + "]";
        }
    }

    /**
     * The workers that the coordinator starts.
     *
     * @param count how many JVMs, 0 for none
     * @param slots how many partitions each runs at a time
     * @param jvmOptions options of their JVMs
     * @param jobsPath jars and directories with the user's artifacts, besides this JVM's class path
     */
    public record Workers(int count, int slots, List<String> jvmOptions, List<Path> jobsPath) {}
}
