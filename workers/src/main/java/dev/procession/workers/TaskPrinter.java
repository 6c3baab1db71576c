// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.TaskOutput;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts what one task prints into whole lines, in the order of their ends and between what it logs, until the task ends. */
final class TaskPrinter implements AutoCloseable {

    /** Who prints more without an end of line gets one. */
    private static final int LONGEST_LINE = 64 * 1024;

    private final Consumer<TaskOutput.Entry> entries;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private boolean closed;

    TaskPrinter(Consumer<TaskOutput.Entry> entries) {
        this.entries = entries;
    }

    synchronized void log(TaskOutput.Logged logged) {
        if (!closed) {
            entries.accept(logged);
        }
    }

    synchronized void print(boolean error, byte[] bytes, int offset, int length) {
        if (closed) {
            return; // a thread that the task left behind: the log has it
        }
        ByteArrayOutputStream line = error ? err : out;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                end(error, line);
            } else {
                line.write(bytes[i]);
                if (line.size() >= LONGEST_LINE) {
                    end(error, line);
                }
            }
        }
    }

    private void end(boolean error, ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        entries.accept(new TaskOutput.Line(error, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text));
    }

    /** Ends the lines that have no end yet; prints no more. */
    @Override
    public synchronized void close() {
        if (out.size() > 0) {
            end(false, out);
        }
        if (err.size() > 0) {
            end(true, err);
        }
        closed = true;
    }
}
