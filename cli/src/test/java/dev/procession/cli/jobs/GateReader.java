// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli.jobs;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads items without end, some hundred in a second, until a file is there. */
public final class GateReader extends AbstractItemReader {

    private static final Duration ITEM = Duration.ofMillis(5);

    @Inject
    @BatchProperty
    private @Nullable String gate;

    private @Nullable Gate end;

    @Override
    public void open(@Nullable Serializable checkpoint) {
        end = new Gate(Path.of(String.valueOf(gate)));
    }

    @Override
    public @Nullable Object readItem() throws IOException, InterruptedException {
        return end == null || end.isOpenWithin(ITEM) ? null : "item";
    }

    @Override
    public void close() throws IOException {
        if (end != null) {
            end.close();
        }
    }
}
