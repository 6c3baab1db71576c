// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.Credentials;
import dev.procession.workers.Backoff;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * How other commands reach the coordinator that owns a state directory; a file in it that only its owner can read.
 *
 * @param broker the broker, with the credentials of a coordinator
 * @param observer the broker, with credentials that suffice to look
 * @param repository id of the job repository
 * @param coordinator id of this coordinator, part of the names of its queues
 * @param takesSubmissions whether it runs jobs that others submit
 * @param pid process id of the coordinator
 */
record CoordinatorAddress(
        BrokerEndpoint broker,
        BrokerEndpoint observer,
        String repository,
        String coordinator,
        boolean takesSubmissions,
        long pid) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    CoordinatorAddress thatTakesSubmissions() {
        return new CoordinatorAddress(broker, observer, repository, coordinator, true, pid);
    }

    /**
     * Writes the address, readable by its owner only and complete at every moment.
     *
     * @throws CoordinatorException if the file cannot be written
     */
    void write(StateDirectory directory) {
        Properties properties = new Properties();
        properties.setProperty("broker.url", broker.uri());
        properties.setProperty("broker.user", broker.credentials().user());
        properties.setProperty("broker.password", broker.credentials().password());
        properties.setProperty("observer.user", observer.credentials().user());
        properties.setProperty("observer.password", observer.credentials().password());
        properties.setProperty("repository", repository);
        properties.setProperty("coordinator", coordinator);
        properties.setProperty("submissions", Boolean.toString(takesSubmissions));
        properties.setProperty("pid", Long.toString(pid));
        Path file = directory.coordinatorFile();
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(draft);
            try (Writer writer = Channels.newWriter(
                    Files.newByteChannel(
                            draft, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly()),
                    StandardCharsets.UTF_8)) {
                properties.store(writer, "The coordinator that owns this directory");
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CoordinatorException("could not write " + file + ": " + e, e);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /**
     * The address of the coordinator that owns a state directory now, waiting a while for one that starts; empty if none does.
     *
     * @throws CoordinatorException if there is one that cannot be reached yet, or no longer
     */
    static Optional<CoordinatorAddress> ofLiving(StateDirectory directory) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
        while (directory.isOwned()) {
            Optional<CoordinatorAddress> address = read(directory);
            if (address.isPresent()) {
                return address;
            }
            if (System.nanoTime() > deadline || !backoff.pause()) {
                throw new CoordinatorException(
                        "the coordinator of " + directory.path() + " is starting or ending; try again in a moment",
                        null);
            }
        }
        return Optional.empty();
    }

    /** The address in a state directory; empty if there is none or it cannot be read. */
    static Optional<CoordinatorAddress> read(StateDirectory directory) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(directory.coordinatorFile())) {
            properties.load(reader);
        } catch (IOException e) {
            return Optional.empty();
        }
        if (!properties.stringPropertyNames().containsAll(Set.of("broker.url", "repository", "coordinator", "pid"))) {
            return Optional.empty();
        }
        return Optional.of(new CoordinatorAddress(
                endpoint(properties, "broker"),
                endpoint(properties, "observer"),
                properties.getProperty("repository", ""),
                properties.getProperty("coordinator", ""),
                Boolean.parseBoolean(properties.getProperty("submissions")),
                Long.parseLong(properties.getProperty("pid", "0"))));
    }

    private static BrokerEndpoint endpoint(Properties properties, String role) {
        return new BrokerEndpoint(
                properties.getProperty("broker.url", ""),
                new Credentials(
                        properties.getProperty(role + ".user", ""), properties.getProperty(role + ".password", "")));
    }

    static void delete(StateDirectory directory) {
        try {
            Files.deleteIfExists(directory.coordinatorFile());
        } catch (IOException e) {
            // Who reads it finds nobody there and opens the repository itself.
        }
    }
}
