// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {

    private static final String ERASE = "\u001b[1A\u001b[2K";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Screen screen = new Screen(new PrintWriter(out), new PrintWriter(err), 10);

    @Test
    void draw_again_replacesTheBlock() {
        screen.draw(List.of("a", "b"));
        screen.draw(List.of("c"));
        screen.draw(List.of());
        screen.print("end");

        assertThat(out.toString().lines()).containsExactly("a", "b", ERASE + ERASE + "c", ERASE + "end");
    }

    @Test
    void print_belowABlock_takesItsPlace() {
        screen.draw(List.of("block"));
        screen.print("line");
        screen.error("wrong");

        assertThat(out.toString().lines()).containsExactly("block", ERASE + "line");
        assertThat(err.toString().lines()).containsExactly("wrong");
    }

    @Test
    void draw_lineWiderThanTheTerminal_isCutSoThatItDoesNotWrap() {
        screen.draw(List.of("0123456789abc"));

        assertThat(out.toString().lines()).containsExactly("012345678");
    }
}
