// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli.jobs;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads items without end, until a file is there. */
public final class GateReader extends AbstractItemReader {

    private static final long ITEM_MILLIS = 5;

    @Inject
    @BatchProperty
    private @Nullable String gate;

    @Override
    public @Nullable Object readItem() throws InterruptedException {
        if (Files.exists(Path.of(String.valueOf(gate)))) {
            return null;
        }
        Thread.sleep(ITEM_MILLIS);
        return "item";
    }
}
