// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The jobs that are there to be read and tried: those that {@code META-INF/procession/examples} lists, one name a line. */
final class Examples {

    private static final String LIST = "META-INF/procession/examples";

    private Examples() {}

    static List<String> names(ClassLoader loader) {
        try (InputStream in = loader.getResourceAsStream(LIST)) {
            return in == null
                    ? List.of()
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank())
                            .toList();
        } catch (IOException e) {
            throw new UsageException("the list of examples, " + LIST + ", cannot be read: " + e, e);
        }
    }

    /** In the order in which they are listed. */
    static List<JobSource> sources(ClassLoader loader) {
        return names(loader).stream().map(name -> JobSource.find(name, loader)).toList();
    }
}
