// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On H2. */
class ExactlyOnceIT extends ExactlyOnce {

    private static final Path directory = newDirectory();
    private static final OwnServer database = OwnServer.h2(directory);

    @RegisterExtension
    static final CoordinatorFixture fixture = fixture(database, directory.resolve("halt"));

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("procession-own");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        database.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    OwnServer database() {
        return database;
    }

    @Override
    CoordinatorFixture fixture() {
        return fixture;
    }

    @Override
    Path halt() {
        return directory.resolve("halt");
    }
}
