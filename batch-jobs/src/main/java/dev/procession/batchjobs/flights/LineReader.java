// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines that start in a byte range, in constant memory.
 *
 * <p>A range begins anywhere, mostly inside a line, which belongs to the range before. So reading begins one byte ahead
 * of the range and passes over everything up to the first line end: if that one byte is itself a line end, the range begins
 * with a line of its own. The last line is read to its end, beyond the end of the range if need be. Thus every line
 * belongs to one range, whatever the ranges are, and where one range stops reading is where the next one begins.
 */
final class LineReader implements Closeable {

    /** More than any row: what is longer is cut, so that a file without line ends cannot fill the memory. */
    static final int MAX_LINE_BYTES = 8192;

    private final InputStream in;
    private final long end;
    private final byte[] buffer = new byte[1 << 16];
    private final byte[] line = new byte[MAX_LINE_BYTES];
    private int next;
    private int limit;
    private long position;

    private LineReader(InputStream in, long position, long end) {
        this.in = in;
        this.position = position;
        this.end = end;
    }

    static LineReader open(FlightFile file, ByteRange range) throws IOException {
        long from = Math.max(0, range.start() - 1);
        LineReader reader = new LineReader(file.openAt(from), from, range.end());
        try {
            if (range.start() > 0) {
                reader.passLineEnd();
            }
        } catch (IOException e) {
            reader.close();
            throw e;
        }
        return reader;
    }

    /** Where the next line starts. */
    long position() {
        return position;
    }

    /** Returns null when no further line starts in the range. */
    @Nullable
    Line readLine() throws IOException {
        if (position >= end || !fill()) {
            return null;
        }
        long offset = position;
        int length = 0;
        boolean truncated = false;
        while (fill()) {
            byte b = take();
            if (b == '\n') {
                break;
            }
            if (length < MAX_LINE_BYTES) {
                line[length++] = b;
            } else {
                truncated = true;
            }
        }
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        return new Line(offset, new String(line, 0, length, StandardCharsets.UTF_8), truncated);
    }

    private void passLineEnd() throws IOException {
        while (fill()) {
            if (take() == '\n') {
                return;
            }
        }
    }

    private byte take() {
        position++;
        return buffer[next++];
    }

    private boolean fill() throws IOException {
        if (next == limit) {
            next = 0;
            limit = Math.max(0, in.read(buffer));
        }
        return limit > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
