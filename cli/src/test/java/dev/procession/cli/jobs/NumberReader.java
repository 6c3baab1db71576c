// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli.jobs;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the numbers from 1 to 100; waits after 50 of them until a file is there. */
public final class NumberReader extends AbstractItemReader {

    private static final int LAST = 100;

    @Inject
    @BatchProperty
    private @Nullable String gate;

    private int read;

    @Override
    public void open(@Nullable Serializable checkpoint) {
        read = checkpoint == null ? 0 : (Integer) checkpoint;
    }

    @Override
    public @Nullable Object readItem() throws IOException, InterruptedException {
        if (read == LAST / 2) {
            try (Gate open = new Gate(Path.of(String.valueOf(gate)))) {
                open.await();
            }
        }
        return read == LAST ? null : ++read;
    }

    @Override
    public Serializable checkpointInfo() {
        return read;
    }
}
