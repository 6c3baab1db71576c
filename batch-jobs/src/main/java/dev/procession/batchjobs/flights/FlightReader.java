// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.ItemReader;
import jakarta.batch.runtime.context.StepContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of one byte range.
 *
 * <p><em>Failure</em>: another worker continues at the line that the last checkpoint names.
 */
@Named
@Dependent
public final class FlightReader implements ItemReader {

    @Inject
    StepContext step;

    @Inject
    @BatchProperty
    String input;

    @Inject
    @BatchProperty
    long start;

    @Inject
    @BatchProperty
    long end;

    @Inject
    @BatchProperty
    String rejects;

    private @Nullable LineReader lines;
    private @Nullable RangeProgress progress;

    @Override
    public void open(@Nullable Serializable checkpoint) throws IOException {
        RangeCheckpoint from = checkpoint == null ? new RangeCheckpoint(start, 0) : (RangeCheckpoint) checkpoint;
        lines = LineReader.open(new FlightFile(input), new ByteRange(from.position(), end));
        progress = new RangeProgress(lines.position(), RejectsFile.open(Path.of(rejects), from.rejectsBytes()));
        step.setTransientUserData(progress);
    }

    /** Blank lines, such as one at the end of the file, are no rows. */
    @Override
    public @Nullable Line readItem() throws IOException {
        Line line = opened(lines).readLine();
        while (line != null && line.text().isBlank()) {
            line = opened(lines).readLine();
        }
        opened(progress).readTo(opened(lines).position());
        return line;
    }

    @Override
    public Serializable checkpointInfo() {
        return opened(progress).checkpoint();
    }

    private static <T> T opened(@Nullable T resource) {
        if (resource == null) {
            throw new IllegalStateException("The reader is not open");
        }
        return resource;
    }

    @Override
    public void close() throws IOException {
        try (LineReader in = lines;
                RangeProgress out = progress) {
            lines = null;
        }
    }
}
