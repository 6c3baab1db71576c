// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** What artifacts print in this process, by whole lines, so that it does not mix with what the command draws. */
final class UserOutput extends OutputStream {

    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private UserOutput(Consumer<String> lines) {
        this.lines = lines;
    }

    /** From now on standard output and error of this JVM go to the screen. */
    static void capture(Screen screen) {
        System.setOut(stream(screen::print));
        System.setErr(stream(screen::error));
    }

    static PrintStream stream(Consumer<String> lines) {
        return new PrintStream(new UserOutput(lines), true, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void write(int value) {
        if (value != '\n') {
            line.write(value);
            return;
        }
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        lines.accept(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            write(bytes[i]);
        }
    }
}
