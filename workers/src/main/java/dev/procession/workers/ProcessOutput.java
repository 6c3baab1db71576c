// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Copies what a process prints, byte by byte, and keeps the last lines. */
final class ProcessOutput implements Runnable {

    private static final int KEPT_CHARS = 16 * 1024;

    private final InputStream in;
    private final OutputStream out;
    private final StringBuilder tail = new StringBuilder();

    ProcessOutput(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public void run() {
        byte[] bytes = new byte[8192];
        try (in) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                keep(new String(bytes, 0, count, StandardCharsets.UTF_8));
                out.write(bytes, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            // the process or our own output is gone
        }
    }

    private synchronized void keep(String text) {
        tail.append(text);
        tail.delete(0, Math.max(0, tail.length() - KEPT_CHARS));
    }

    synchronized List<String> lastLines(int count) {
        List<String> lines = tail.toString().lines().toList();
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }
}
