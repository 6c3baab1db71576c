// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads what a worker printed from its log file. */
final class LogTail {

    private static final int TAIL_BYTES = 16 * 1024;
    private static final int HEAD_BYTES = 1024 * 1024;

    private LogTail() {}

    /** At most {@code count} last lines of what the file holds from {@code offset} on; none if it cannot be read. */
    static List<String> lastLines(Path file, long offset, int count) {
        try {
            long from = Math.max(offset, Files.size(file) - TAIL_BYTES);
            List<String> lines = read(file, from, TAIL_BYTES).lines().toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Whether a line that begins so is among the first that the file holds from {@code offset} on. */
    static boolean hasLine(Path file, long offset, String prefix) {
        try {
            return read(file, offset, HEAD_BYTES).lines().anyMatch(line -> line.startsWith(prefix));
        } catch (IOException e) {
            return false;
        }
    }

    static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private static String read(Path file, long offset, int most) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(offset);
            byte[] bytes = new byte[(int) Math.min(most, Math.max(0, in.length() - offset))];
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
