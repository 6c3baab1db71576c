// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The last that a process printed. */
final class OutputTail {

    private static final int KEPT_CHARS = 16 * 1024;
    private static final int KEPT_LINES = 20;

    private final StringBuilder text = new StringBuilder();

    synchronized void keep(byte[] bytes, int count) {
        int from = Math.max(0, count - KEPT_CHARS);
        text.append(new String(bytes, from, count - from, StandardCharsets.UTF_8));
        text.delete(0, Math.max(0, text.length() - KEPT_CHARS));
    }

    synchronized List<String> lines() {
        List<String> lines = text.toString().lines().toList();
        return List.copyOf(lines.subList(Math.max(0, lines.size() - KEPT_LINES), lines.size()));
    }
}
