// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a program that used processes must not leave. */
public final class Leftovers {

    private Leftovers() {}

    /** Fails if a child of this JVM is alive, or a file of a pool is there. */
    public static void assertNone() {
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            List<String> boards = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith(
                            "procession-board-" + ProcessHandle.current().pid() + "-"))
                    .toList();
            assertThat(boards).isEmpty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
