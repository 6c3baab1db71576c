// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a partition rejected, one CSV file a partition.
 *
 * <p>What a partition rejects depends on the input alone, so each reject has one place in the file. It is written there by
 * position, beginning at the length that the checkpoint tells: a chunk that is run again overwrites what its first run left,
 * and a worker that was taken for dead and still writes, writes the same bytes to the same place. Appending would double them.
 */
final class RejectsFile implements Closeable {

    private static final int BUFFER_CHARS = 1 << 16;

    private final Path file;
    private final StringBuilder pending = new StringBuilder();
    private long length;
    private @Nullable FileChannel channel;

    private RejectsFile(Path file, long length) {
        this.file = file;
        this.length = length;
    }

    /** Continues the file at a length that {@link #flush} returned earlier; 0 begins it anew. */
    static RejectsFile open(Path file, long length) throws IOException {
        if (length == 0) {
            Files.deleteIfExists(file);
        } else if (!Files.exists(file) || Files.size(file) < length) {
            throw new IOException(
                    "The rejects file " + file + " is shorter than the " + length + " bytes that the checkpoint tells."
                            + " If workers run on several machines, give -P output=DIR on a file system that they share.");
        }
        return new RejectsFile(file, length);
    }

    void add(Line line, String reason) throws IOException {
        if (length == 0 && pending.length() == 0) {
            pending.append(Csv.join("offset", "reason", "line"));
        }
        pending.append(Csv.join(line.offset(), reason, line.text()));
        if (pending.length() >= BUFFER_CHARS) {
            flush();
        }
    }

    /** Writes what was added and returns the length of the file. */
    long flush() throws IOException {
        if (pending.length() > 0) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(pending.toString());
            FileChannel out = channel();
            while (bytes.hasRemaining()) {
                length += out.write(bytes, length);
            }
            pending.setLength(0);
        }
        return length;
    }

    private FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel = open;
        }
        return open;
    }

    /** What was not flushed belongs to a chunk that did not end, and is dropped. */
    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
