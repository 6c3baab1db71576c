// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.runtime.Coordinator;
import dev.procession.runtime.Inspection;
import dev.procession.runtime.RuntimeConfig;
import dev.procession.runtime.SettledExecution;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.PartitionView;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of a coordinator with its workers, at a moment of a partitioned step, and what the next one makes of it. */
abstract class CoordinatorCrash {

    static final Duration PATIENCE = Duration.ofSeconds(90);
    static final String ALL = IntStream.range(0, 40).boxed().toList().toString();

    @TempDir
    Path home;

    @TempDir
    Path directory;

    /** Broker and database, where they are not those of the state directory. */
    Map<String, String> surroundings() {
        return Map.of();
    }

    void assertRestartCompletesAfterKill(String moment) throws Exception {
        Map<String, String> settings = new HashMap<>(surroundings());
        settings.put("procession.home", home.toString());
        settings.put("procession.workers", "2");
        killAt(moment, settings);
        Files.writeString(directory.resolve("go"), "");

        try (Coordinator coordinator =
                Coordinator.start(RuntimeConfig.load(settings), getClass().getClassLoader())) {
            assertThat(coordinator.settled())
                    .extracting(SettledExecution::executionId)
                    .containsExactly(1L);
            assertThat(view(coordinator, 1).batchStatus()).isEqualTo(BatchStatus.FAILED);

            long restarted = coordinator.restart(1, new Properties());

            assertThat(coordinator.awaitEnd(restarted, PATIENCE)).isTrue();
            ExecutionView view = view(coordinator, restarted);
            assertThat(view.batchStatus()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(Files.readString(directory.resolve("seen"))).isEqualTo(ALL);
            assertThat(writes(view(coordinator, 1)) + writes(view)).isEqualTo(40);
            if (!moment.equals("mapper")) {
                assertThat(ranAgain(view)).isEqualTo(isMidway(moment) ? List.of(1, 2, 3) : List.of());
            }
        }
    }

    /** By the metrics of the partitions. */
    private static long writes(ExecutionView view) {
        return view.steps().stream()
                .flatMap(step -> step.partitions().stream())
                .map(PartitionView::metrics)
                .filter(Objects::nonNull)
                .mapToLong(metrics -> metrics.get("writeCount"))
                .sum();
    }

    private static boolean isMidway(String moment) {
        return moment.equals("reader") || moment.equals("dispatch");
    }

    private void killAt(String moment, Map<String, String> settings) throws IOException {
        Process program = start(moment, settings);
        try {
            awaitReached(program, moment, settings);
        } finally {
            program.destroyForcibly();
            program.onExit().join();
        }
    }

    /** Starts a coordinator with the job. */
    Process start(String moment, Map<String, String> settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                CrashingProgram.class.getName(),
                directory.toString(),
                moment));
        settings.forEach((key, value) -> command.add(key + "=" + value));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    void awaitReached(Process program, String moment, Map<String, String> settings) throws IOException {
        await().atMost(PATIENCE).until(() -> Files.exists(directory.resolve("reached")) || !program.isAlive());
        assertThat(directory.resolve("reached"))
                .as(Files.readString(directory.resolve("log")))
                .exists();
        if (isMidway(moment)) {
            awaitTwoHalves(program, settings);
        }
    }

    /** Partition 0 runs through and two others stand still: only then is there something to continue. */
    private void awaitTwoHalves(Process program, Map<String, String> settings) {
        await().atMost(PATIENCE)
                .until(() -> !program.isAlive()
                        || (Files.exists(
                                        Path.of(settings.get("procession.home")).resolve("coordinator.properties"))
                                && partitionZeroCompleted(settings)));
    }

    private static boolean partitionZeroCompleted(Map<String, String> settings) {
        try (var inspection = Inspection.open(RuntimeConfig.load(settings))) {
            return inspection.queries().execution(1).stream()
                    .flatMap(view -> view.steps().stream())
                    .flatMap(step -> step.partitions().stream())
                    .anyMatch(partition ->
                            partition.partition() == 0 && partition.batchStatus() == BatchStatus.COMPLETED);
        }
    }

    static ExecutionView view(Coordinator coordinator, long execution) {
        return coordinator.queries().execution(execution).orElseThrow();
    }

    /** The partitions that a worker ran in this execution. */
    private static List<Integer> ranAgain(ExecutionView view) {
        return view.steps().stream()
                .flatMap(step -> step.partitions().stream())
                .filter(partition -> !partition.attempts().isEmpty())
                .map(PartitionView::partition)
                .toList();
    }
}
