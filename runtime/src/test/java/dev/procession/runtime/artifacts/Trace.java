// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import jakarta.batch.runtime.context.JobContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What the artifacts of a job did, in whatever process: lines in one file of the test's directory, in the order of the appends. */
public final class Trace {

    /**
     * A line.
     *
     * @param pid the process that wrote it
     * @param text what it did
     */
    public record Line(long pid, String text) {}

    private Trace() {}

    /** The directory that a test shares with the artifacts of its job. */
    static Path directory(JobContext job) {
        return Path.of(job.getProperties().getProperty("dir"));
    }

    /** Appends a line; a short append is atomic between processes. */
    static void add(JobContext job, String text) {
        String line = ProcessHandle.current().pid() + " " + text.replace("\n", "\\n") + "\n";
        try {
            Files.writeString(
                    directory(job).resolve("trace"),
                    line,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All lines so far. One that is just being written, such as over the end of a page of the file, is not there yet. */
    public static List<Line> lines(Path directory) {
        Path file = directory.resolve("trace");
        try {
            String text = Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(Trace::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Line parse(String line) {
        int blank = line.indexOf(' ');
        return new Line(Long.parseLong(line.substring(0, blank)), line.substring(blank + 1));
    }
}
