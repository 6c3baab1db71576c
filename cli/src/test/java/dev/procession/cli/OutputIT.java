// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What artifacts print and log reaches the terminal of the command, whichever process it came from. */
class OutputIT {

    private static final int LINES = 2000;

    @RegisterExtension
    private final Commands commands = new Commands();

    @Test
    void run_partitionsPrint_showsWholeLinesInOrder() throws Exception {
        Commands.Command run = run("none", "DEBUG");
        assertWholeLinesInOrder(run);
        assertThat(run.errors().lines())
                .containsExactlyInAnyOrder(
                        "a error ä",
                        "b error ä",
                        "c error ä",
                        "coordinator error ä",
                        "[INFO/Process-1] a logs",
                        "[INFO/Process-2] b logs",
                        "[INFO/Process-3] c logs",
                        "[INFO/MainProcess] coordinator logs",
                        "[DEBUG/Process-1] a logs more",
                        "[DEBUG/Process-2] b logs more",
                        "[DEBUG/Process-3] c logs more",
                        "[DEBUG/MainProcess] coordinator logs more");
        assertThat(commands.home().resolve("logs").resolve("coordinator.log"))
                .content()
                .containsPattern(
                        "INFO +\\[printing/1 partitions\\[2\\] worker-\\d@.*\\] printing: \\[INFO/Process-3\\] c logs");
    }

    @Test
    @Tag("full")
    void run_partitionsInProcessesOfTheirOwnPrint_showsWholeLinesInOrder() throws Exception {
        Commands.Command run = run("process", "");
        assertWholeLinesInOrder(run);
        assertThat(run.errors().lines())
                .containsExactlyInAnyOrder(
                        "a error ä",
                        "b error ä",
                        "c error ä",
                        "coordinator error ä",
                        "[INFO/Process-1] a logs",
                        "[INFO/Process-2] b logs",
                        "[INFO/Process-3] c logs",
                        "[INFO/MainProcess] coordinator logs");
    }

    private Commands.Command run(String isolation, String level) throws Exception {
        return commands.run(
                0,
                "run",
                "printing",
                "--workers",
                "2",
                "--jobs-path",
                Commands.TEST_JOBS.toString(),
                "-P",
                "lines=" + LINES,
                "-P",
                "procession.isolation=" + isolation,
                "-P",
                "level=" + level);
    }

    private static void assertWholeLinesInOrder(Commands.Command run) {
        for (String name : List.of("a", "b", "c")) {
            assertThat(run.output().lines().filter(line -> line.startsWith(name + " ")))
                    .containsExactlyElementsOf(expected(name, LINES));
        }
        List<String> lines = run.output().lines().toList();
        assertThat(lines.indexOf("coordinator line 0"))
                .isGreaterThan(List.of("a end", "b end", "c end").stream()
                        .mapToInt(lines::indexOf)
                        .max()
                        .orElseThrow());
    }

    private static List<String> expected(String name, int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(name + " line " + i);
        }
        lines.add(name + " thread");
        lines.add(name + " end");
        return lines;
    }
}
