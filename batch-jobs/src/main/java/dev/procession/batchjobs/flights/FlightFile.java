// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import jakarta.batch.operations.BatchRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An input of the job: a file, or with the prefix {@code classpath:} a resource of the module.
 *
 * <p>A resource is read in place, from the jar, by whoever needs a part of it, and not copied to a file first: so the
 * shipped data are there for a worker on another machine too.
 *
 * @param location absolute path or {@code classpath:} name, valid in every process
 */
record FlightFile(String location) {

    private static final String RESOURCE = "classpath:";

    /**
     * Resolves a path against the working directory of this process, which is not that of a worker.
     *
     * @throws BatchRuntimeException if there is no such file or it cannot be read
     */
    static FlightFile of(String parameter, String location) {
        if (location.startsWith(RESOURCE)) {
            FlightFile file = new FlightFile(location);
            try (InputStream in = file.openAt(0)) {
                return file;
            } catch (IOException e) {
                throw unreadable(parameter, location, e.getMessage());
            }
        }
        Path path = Path.of(location).toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            throw unreadable(parameter, path, "does not exist");
        }
        if (!Files.isRegularFile(path)) {
            throw unreadable(parameter, path, "is not a file");
        }
        if (!Files.isReadable(path)) {
            throw unreadable(parameter, path, "may not be read by this user");
        }
        return new FlightFile(path.toString());
    }

    private static BatchRuntimeException unreadable(String parameter, Object location, @Nullable String why) {
        return new BatchRuntimeException("The " + parameter + " file " + location + " " + why
                + ". Name a readable CSV file with the job"
                + " parameter " + parameter + " (-P " + parameter + "=FILE, an absolute path or one relative to "
                + Path.of("").toAbsolutePath() + "), or leave it out for the data that ship with the job.");
    }

    InputStream openAt(long offset) throws IOException {
        InputStream in = open();
        try {
            in.skipNBytes(offset);
            return in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private InputStream open() throws IOException {
        if (!location.startsWith(RESOURCE)) {
            return Files.newInputStream(Path.of(location));
        }
        String name = location.substring(RESOURCE.length());
        InputStream in = FlightFile.class.getClassLoader().getResourceAsStream(name);
        if (in == null) {
            throw new IOException("is not on the class path");
        }
        return in;
    }

    /** The bytes after the header. Fails if the first line is not the header. */
    ByteRange rows() {
        try (LineReader lines = LineReader.open(this, new ByteRange(0, Long.MAX_VALUE))) {
            Line header = lines.readLine();
            if (header == null || !Flight.isHeader(header.text())) {
                throw new BatchRuntimeException(
                        "The input file " + location + " has to begin with the line '" + Flight.HEADER + "', and "
                                + (header == null ? "is empty" : "begins with '" + excerpt(header.text()) + "'")
                                + ". Give the file this header and these columns, or name another with -P input=FILE.");
            }
            return new ByteRange(lines.position(), size());
        } catch (IOException e) {
            throw new BatchRuntimeException(
                    "The input file " + location + " cannot be read (" + e
                            + "). Name a readable CSV file with -P input=FILE.",
                    e);
        }
    }

    private long size() throws IOException {
        if (!location.startsWith(RESOURCE)) {
            return Files.size(Path.of(location));
        }
        try (InputStream in = open()) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static String excerpt(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }
}
