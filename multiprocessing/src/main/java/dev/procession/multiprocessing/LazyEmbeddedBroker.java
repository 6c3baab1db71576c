// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A broker in this JVM, started when it is first asked for: processes and pools do without. What it kept ends with it. */
final class LazyEmbeddedBroker implements BrokerSource {

    private @Nullable Path directory;
    private @Nullable EmbeddedBroker broker;
    private boolean closed;

    private synchronized EmbeddedBroker broker() {
        if (closed) {
            throw new IllegalStateException("the Multiprocessing is closed");
        }
        if (broker == null) {
            try {
                directory = Files.createTempDirectory("procession-");
            } catch (IOException e) {
                throw new MultiprocessingException("cannot make a directory for the broker: " + e.getMessage(), e);
            }
            broker = EmbeddedBroker.start(new EmbeddedBroker.Settings(directory, "127.0.0.1", 0));
        }
        return broker;
    }

    @Override
    public BrokerEndpoint forThisProcess() {
        return broker().coordinator();
    }

    @Override
    public BrokerEndpoint forChildren() {
        return broker().worker();
    }

    @Override
    public BrokerEndpoint forHosts() {
        throw new MultiprocessingException(
                "a pool on hosts needs a broker that they can reach, and this Multiprocessing has one of its own;"
                        + " begin with Multiprocessing.connect(...)",
                null);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (broker != null) {
            broker.close();
        }
        if (directory != null) {
            delete(directory);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> walk = Files.walk(directory)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // a temporary directory: the system clears it away
        }
    }
}
