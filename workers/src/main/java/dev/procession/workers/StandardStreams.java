// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Standard output and error, and the logging, of a process that runs tasks: what the thread of a task, or one that it started, prints or logs goes to the
 * task's printer, and all of it to where it always went, the log of the process.
 */
final class StandardStreams {

    // Inheritable, for the threads that user code starts. A pool that outlives its first task keeps that one, whose
    // printer is closed.
    private static final ThreadLocal<@Nullable TaskPrinter> PRINTER = new InheritableThreadLocal<>();

    private StandardStreams() {}

    /** What a program does once, before it runs tasks. */
    static void capture(PrintStream out, PrintStream err) {
        Logger root = Logger.getLogger("");
        root.getHandlers(); // the console handler must have found the real streams before
        root.addHandler(new TaskLog());
        System.setOut(new PrintStream(new Captured(false, out), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new Captured(true, err), true, StandardCharsets.UTF_8));
    }

    /** From now on this thread, and those that it starts, print here; null ends that. */
    static void printTo(@Nullable TaskPrinter printer) {
        if (printer == null) {
            PRINTER.remove();
        } else {
            PRINTER.set(printer);
        }
    }

    /** Where the task of this thread prints and logs; null if it runs none. */
    static @Nullable TaskPrinter printer() {
        return PRINTER.get();
    }

    private static final class Captured extends OutputStream {
        private final boolean error;
        private final PrintStream original;

        Captured(boolean error, PrintStream original) {
            this.error = error;
            this.original = original;
        }

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            original.write(bytes, offset, length);
            TaskPrinter printer = PRINTER.get();
            if (printer != null) {
                printer.print(error, bytes, offset, length);
            }
        }

        @Override
        public void flush() throws IOException {
            original.flush();
        }
    }
}
