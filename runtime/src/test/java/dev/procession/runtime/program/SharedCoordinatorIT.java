// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.Inspection;
import dev.procession.runtime.RuntimeConfig;
import dev.procession.runtime.repository.AttemptView;
import dev.procession.runtime.repository.ExecutionView;
import jakarta.batch.runtime.BatchStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedCoordinatorIT {

    @TempDir
    Path home;

    @TempDir
    Path directory;

    @Test
    void main_thatReturnsWhileItsJobRuns_endsWhenTheJobHasEndedAndLeavesNoProcess() throws Exception {
        Path items = directory.resolve("items");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dprocession.home=" + home,
                        "-Dprocession.workers=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PlainProgram.class.getName(),
                        items.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        try {
            assertThat(program.waitFor(90, TimeUnit.SECONDS))
                    .as(Files.readString(directory.resolve("log")))
                    .isTrue();
        } finally {
            program.destroyForcibly();
        }

        assertThat(program.exitValue()).isZero();
        assertThat(Files.readAllLines(items).stream()
                        .map(Integer::valueOf)
                        .sorted()
                        .toList())
                .isEqualTo(IntStream.range(0, 12).boxed().toList());
        try (Inspection inspection = Inspection.open(RuntimeConfig.load(Map.of("procession.home", home.toString())))) {
            ExecutionView view = inspection.queries().execution(1).orElseThrow();
            assertThat(view.batchStatus()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(workers(view))
                    .isNotEmpty()
                    .doesNotContain(program.pid())
                    .allSatisfy(pid -> assertThat(ProcessHandle.of(pid)).isEmpty());
        }
    }

    private static List<Long> workers(ExecutionView view) {
        return view.steps().stream()
                .flatMap(step -> step.partitions().stream())
                .flatMap(partition -> partition.attempts().stream())
                .map(AttemptView::pid)
                .distinct()
                .toList();
    }
}
