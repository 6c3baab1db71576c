// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.TaskOutput;
import dev.procession.messaging.TaskOutput.Line;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskPrinterTest {

    private final List<TaskOutput.Entry> lines = new ArrayList<>();
    private final TaskPrinter printer = new TaskPrinter(lines::add);

    private void print(boolean error, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        printer.print(error, bytes, 0, bytes.length);
    }

    @Test
    void print_piecesOfLines_areJoinedByStream() {
        print(false, "one ");
        print(true, "error\r\n");
        print(false, "line\n\ntwo");
        assertThat(lines).containsExactly(new Line(true, "error"), new Line(false, "one line"), new Line(false, ""));
    }

    @Test
    void print_characterInTwoPieces_isWhole() {
        byte[] bytes = "ä\n".getBytes(StandardCharsets.UTF_8);
        printer.print(false, bytes, 0, 1);
        printer.print(false, bytes, 1, 2);
        assertThat(lines).containsExactly(new Line(false, "ä"));
    }

    @Test
    void close_unfinishedLines_areEndedAndNothingFollows() {
        print(false, "out");
        print(true, "err");
        printer.close();
        print(false, "late\n");
        printer.close();
        assertThat(lines).containsExactly(new Line(false, "out"), new Line(true, "err"));
    }

    @Test
    void print_noEndOfLine_isCut() {
        print(false, "x".repeat(150_000));
        assertThat(lines)
                .hasSize(2)
                .allSatisfy(line -> assertThat(((Line) line).text()).hasSize(64 * 1024));
    }
}
