// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static dev.procession.cli.ProgressTextTest.BATCHLET;
import static dev.procession.cli.ProgressTextTest.HALF;
import static dev.procession.cli.ProgressTextTest.WHOLE;
import static dev.procession.cli.ProgressTextTest.progress;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {

    private final StringWriter out = new StringWriter();

    private ProgressDisplay display(int columns) {
        return new ProgressDisplay(new Screen(new PrintWriter(out), new PrintWriter(new StringWriter()), columns));
    }

    @Test
    void show_noTerminal_printsALineEveryTwoSecondsAtMostAndStepsAtOnce() {
        ProgressDisplay display = display(0);
        display.show(progress(1, 1, null, HALF));
        display.show(progress(2, 2, null, HALF));
        display.show(progress(3, 2, null, HALF));
        display.show(progress(9, 2, null, HALF));
        display.show(progress(9, 2, null, WHOLE, BATCHLET));
        display.end();

        String half = "step delays: 4 of 8 partitions done, 2 running, 2 waiting, 12,345 items; ";
        assertThat(out.toString().lines())
                .containsExactly(
                        "[00:01] step delays: begins",
                        "[00:01] " + half + "1 worker",
                        "[00:03] " + half + "2 workers",
                        "[00:09] step delays: COMPLETED after 6.1 s, 8 of 8 partitions done, 20,000 items read",
                        "[00:09] step report: begins");
    }

    @Test
    void show_terminal_drawsABlockAndKeepsALineForEachStepThatEnded() {
        ProgressDisplay display = display(100);
        display.show(progress(1, 1, null, HALF));
        display.show(progress(9, 2, null, WHOLE));
        display.end();

        String erase = "\u001b[1A\u001b[2K";
        assertThat(out.toString().lines().skip(5))
                .containsExactly(
                        erase.repeat(5)
                                + "[00:09] step delays: COMPLETED after 6.1 s, 8 of 8 partitions done, 20,000 items read",
                        "flights, execution 1  00:09",
                        "  workers  2 workers",
                        erase.repeat(2));
    }
}
