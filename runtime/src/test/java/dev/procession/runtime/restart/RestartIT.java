// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.restart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.Coordinator;
import dev.procession.runtime.RuntimeConfig;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a restart must not lose and not repeat, where plain JBeret does: each of these jobs ends COMPLETED there with work missing or done twice. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestartIT {

    private static final String JOB = "restart-traps";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<Integer> ALL = IntStream.range(0, 12).boxed().toList();

    @TempDir
    static Path home;

    @TempDir
    Path directory;

    private static Coordinator coordinator;
    private Path file;

    Map<String, String> settings() {
        return Map.of("procession.home", home.toString(), "procession.workers", "1");
    }

    @BeforeAll
    void start() throws InterruptedException {
        coordinator = Coordinator.start(RuntimeConfig.load(settings()), RestartIT.class.getClassLoader());
        assertThat(coordinator.awaitWorkers(PATIENCE)).isTrue();
    }

    @AfterAll
    static void stop() {
        coordinator.close();
    }

    @BeforeEach
    void file() {
        file = directory.resolve("items");
    }

    private Properties parameters(String... more) {
        Properties parameters = new Properties();
        parameters.setProperty("file", file.toString());
        parameters.setProperty("partitions", "3");
        parameters.setProperty("failAt", "-1");
        parameters.setProperty("failMapper", "false");
        parameters.setProperty("failReducer", "false");
        parameters.setProperty("override", "false");
        for (int i = 0; i < more.length; i += 2) {
            parameters.setProperty(more[i], more[i + 1]);
        }
        return parameters;
    }

    private long start(BatchStatus expected, String... parameters) throws InterruptedException {
        return ended(coordinator.jobOperator().start(JOB, parameters(parameters)), expected);
    }

    private long restart(long executionId, BatchStatus expected, String... parameters) throws InterruptedException {
        return ended(coordinator.jobOperator().restart(executionId, parameters(parameters)), expected);
    }

    private static long ended(long executionId, BatchStatus expected) throws InterruptedException {
        assertThat(coordinator.awaitEnd(executionId, PATIENCE)).isTrue();
        assertThat(coordinator.jobOperator().getJobExecution(executionId).getBatchStatus())
                .isEqualTo(expected);
        return executionId;
    }

    private List<Integer> written() throws IOException {
        return Files.readAllLines(file).stream().map(Integer::valueOf).sorted().toList();
    }

    @Test
    void restart_mapperFailedOnce_runsAllPartitions() throws Exception {
        long failed = start(BatchStatus.FAILED, "failMapper", "true");

        restart(failed, BatchStatus.COMPLETED);

        assertThat(written()).isEqualTo(ALL);
    }

    @Test
    void restart_reducerFailedBeforeTheFirstPartition_runsAllPartitions() throws Exception {
        long failed = start(BatchStatus.FAILED, "failReducer", "true");

        restart(failed, BatchStatus.COMPLETED);

        assertThat(written()).isEqualTo(ALL);
    }

    @Test
    void restart_partitionFailed_runsOnlyTheRestOfThatOne() throws Exception {
        long failed = start(BatchStatus.FAILED, "failAt", "6");

        restart(failed, BatchStatus.COMPLETED);

        assertThat(written()).isEqualTo(ALL);
    }

    @Test
    void restart_partitionFailedTwice_doesNotRunFinishedOnesAgain() throws Exception {
        long first = start(BatchStatus.FAILED, "failAt", "6");
        long second = restart(first, BatchStatus.FAILED, "failAt", "6");

        restart(second, BatchStatus.COMPLETED);

        assertThat(written()).isEqualTo(ALL);
    }

    @Test
    void restart_mapperFailedInBetween_continuesTheEarlierExecution() throws Exception {
        long first = start(BatchStatus.FAILED, "failAt", "6");
        long second = restart(first, BatchStatus.FAILED, "failMapper", "true");

        restart(second, BatchStatus.COMPLETED);

        assertThat(written()).isEqualTo(ALL);
    }

    @Test
    void restart_mapperMakesMorePartitions_keepsTheOldPlan() throws Exception {
        long failed = start(BatchStatus.FAILED, "failAt", "6");

        restart(failed, BatchStatus.COMPLETED, "partitions", "4");

        assertThat(written()).isEqualTo(ALL);
    }

    @Test
    void restart_mapperMakesFewerPartitions_keepsTheOldPlan() throws Exception {
        long failed = start(BatchStatus.FAILED, "failAt", "10");

        restart(failed, BatchStatus.COMPLETED, "partitions", "2");

        assertThat(written()).isEqualTo(ALL);
    }

    @Test
    void restart_mapperOverrides_runsTheNewPlanFromTheStart() throws Exception {
        long failed = start(BatchStatus.FAILED, "failAt", "6");
        Files.delete(file);

        restart(failed, BatchStatus.COMPLETED, "partitions", "4", "override", "true");

        assertThat(written()).isEqualTo(ALL);
    }
}
