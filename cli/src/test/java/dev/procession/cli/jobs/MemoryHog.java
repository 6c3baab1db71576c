// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli.jobs;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes all the memory of its JVM, unless a file says that it has done so before. */
public final class MemoryHog extends AbstractBatchlet {

    @Inject
    @BatchProperty
    private @Nullable String done;

    @Override
    public String process() throws IOException {
        Path mark = Path.of(String.valueOf(done));
        if (Files.exists(mark)) {
            return "MODEST";
        }
        Files.createFile(mark);
        List<long[]> kept = new ArrayList<>();
        while (kept.size() < Integer.MAX_VALUE) {
            kept.add(new long[100_000]);
        }
        return "FULL";
    }
}
