// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import jakarta.batch.runtime.context.JobContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the job writes. Nothing is seen in the output folder before it is whole: until then it is in the work folder.
 *
 * <p>The work folder is named after the job instance, not the execution: a restart is another execution, and has to find the
 * totals and the rejects of those before it.
 */
record FlightsFolders(Path output, Path work) {

    private static final String REJECTS = "rejects";

    static FlightsFolders of(@Nullable String output, JobContext job) {
        String work = ".flights-" + job.getInstanceId();
        if (output != null && !output.isBlank()) {
            Path folder = absolute(Path.of(output));
            return new FlightsFolders(folder, folder.resolve(work));
        }
        Path results = absolute(Path.of(System.getProperty("procession.home", ".procession"), "results"));
        return new FlightsFolders(results.resolve(Long.toString(job.getExecutionId())), results.resolve(work));
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    Path totals() {
        return work.resolve("totals.csv");
    }

    Path report() {
        return output.resolve("delay-by-airport.csv");
    }

    Path rejects(int partition) {
        return work.resolve(REJECTS).resolve("part-" + partition + ".csv");
    }

    /** Creates the folders, and keeps of the rejects that may be there only those of the partitions that there are now. */
    void create(int partitions) throws IOException {
        Files.createDirectories(output);
        Path folder = work.resolve(REJECTS);
        Files.createDirectories(folder);
        Set<Path> current =
                IntStream.range(0, partitions).mapToObj(this::rejects).collect(Collectors.toSet());
        for (Path part : parts(folder)) {
            if (!current.contains(part)) {
                Files.delete(part);
            }
        }
    }

    /** Copies the rejects to the output folder, in place of those of an earlier job. Returns how many files there are. */
    int publishRejects() throws IOException {
        Path target = output.resolve(REJECTS);
        for (Path stale : parts(target)) {
            Files.delete(stale);
        }
        List<Path> parts = parts(work.resolve(REJECTS));
        if (!parts.isEmpty()) {
            Files.createDirectories(target);
        }
        for (Path part : parts) {
            Files.copy(part, target.resolve(part.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        return parts.size();
    }

    private static List<Path> parts(Path folder) throws IOException {
        List<Path> parts = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (var files = Files.newDirectoryStream(folder, "part-*.csv")) {
                files.forEach(parts::add);
            }
        }
        return parts;
    }

    /** Writes a file as a whole: whoever reads it sees the old text or the new one. */
    static void replace(Path file, CharSequence text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        // Not a temporary file of the JDK, which nobody else may read. One process writes: the coordinator.
        Path draft = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    void deleteWork() throws IOException {
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
