// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.io.PrintWriter;
import java.util.List;

/**
 * What the person sees: lines that stay, and on a terminal below them a block that is drawn anew again and again.
 *
 * <p><em>Threads:</em> safe for use by several; log records come from any.
 */
final class Screen {

    private static final String UP_AND_ERASE = "\u001b[1A\u001b[2K";

    private final PrintWriter out;
    private final PrintWriter err;
    private final int columns;
    private int drawn;

    /**
     * A screen.
     *
     * @param columns width of the terminal, 0 if there is none
     */
    Screen(PrintWriter out, PrintWriter err, int columns) {
        this.out = out;
        this.err = err;
        this.columns = columns;
    }

    boolean isTerminal() {
        return columns > 0;
    }

    PrintWriter out() {
        return out;
    }

    PrintWriter err() {
        return err;
    }

    synchronized void print(String line) {
        erase();
        out.println(line);
        out.flush();
    }

    synchronized void print(List<String> lines) {
        erase();
        lines.forEach(out::println);
        out.flush();
    }

    synchronized void error(String line) {
        erase();
        out.flush();
        err.println(line);
        err.flush();
    }

    /** Replaces the block at the end; an empty one takes it away. Only on a terminal. */
    synchronized void draw(List<String> block) {
        erase();
        for (String line : block) {
            out.println(line.length() < columns ? line : line.substring(0, Math.max(0, columns - 1)));
        }
        drawn = block.size();
        out.flush();
    }

    private void erase() {
        out.print(UP_AND_ERASE.repeat(drawn));
        drawn = 0;
    }
}
