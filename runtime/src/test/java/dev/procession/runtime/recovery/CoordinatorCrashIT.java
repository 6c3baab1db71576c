// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.runtime.Coordinator;
import dev.procession.runtime.Inspection;
import dev.procession.runtime.RuntimeConfig;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.PartitionView;
import dev.procession.runtime.repository.UnfinishedStore.UnfinishedExecution;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kill -9 of a coordinator with its embedded broker and its workers, at each moment of a partitioned step. */
class CoordinatorCrashIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String ALL = IntStream.range(0, 40).boxed().toList().toString();

    @TempDir
    Path home;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"mapper", "reader", "analyzer", "reducer"})
    void restart_afterTheCoordinatorWasKilled_completesWithEveryDatumOnce(String moment) throws Exception {
        killAt(moment);
        Files.writeString(directory.resolve("go"), "");

        Map<String, String> settings = Map.of("procession.home", home.toString(), "procession.workers", "2");
        try (Coordinator coordinator =
                Coordinator.start(RuntimeConfig.load(settings), getClass().getClassLoader())) {
            assertThat(coordinator.settled())
                    .extracting(UnfinishedExecution::executionId)
                    .containsExactly(1L);
            assertThat(view(coordinator, 1).batchStatus()).isEqualTo(BatchStatus.FAILED);

            long restarted = coordinator.restart(1, new Properties());

            assertThat(coordinator.awaitEnd(restarted, PATIENCE)).isTrue();
            ExecutionView view = view(coordinator, restarted);
            assertThat(view.batchStatus()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(Files.readString(directory.resolve("seen"))).isEqualTo(ALL);
            if (!moment.equals("mapper")) {
                assertThat(ranAgain(view)).isEqualTo(moment.equals("reader") ? List.of(1, 2, 3) : List.of());
            }
        }
    }

    private void killAt(String moment) throws IOException {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingProgram.class.getName(),
                        home.toString(),
                        directory.toString(),
                        moment)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        try {
            await().atMost(PATIENCE).until(() -> Files.exists(directory.resolve("reached")) || !program.isAlive());
            assertThat(directory.resolve("reached"))
                    .as(Files.readString(directory.resolve("log")))
                    .exists();
            if (moment.equals("reader")) {
                awaitTwoHalves(program);
            }
        } finally {
            program.destroyForcibly();
            program.onExit().join();
        }
    }

    /** Partition 0 runs through and two others stand still: only then is there something to continue. */
    private void awaitTwoHalves(Process program) {
        await().atMost(PATIENCE)
                .until(() -> !program.isAlive()
                        || (Files.exists(home.resolve("coordinator.properties")) && partitionZeroCompleted()));
    }

    private boolean partitionZeroCompleted() {
        try (var inspection = Inspection.open(RuntimeConfig.load(Map.of("procession.home", home.toString())))) {
            return inspection.queries().execution(1).stream()
                    .flatMap(view -> view.steps().stream())
                    .flatMap(step -> step.partitions().stream())
                    .anyMatch(partition ->
                            partition.partition() == 0 && partition.batchStatus() == BatchStatus.COMPLETED);
        }
    }

    private static ExecutionView view(Coordinator coordinator, long execution) {
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
