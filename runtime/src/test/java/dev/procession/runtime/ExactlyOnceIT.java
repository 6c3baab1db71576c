// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.runtime.artifacts.OwnDatabase;
import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that a writer puts into a database of its own, when workers die or sleep. */
class ExactlyOnceIT {

    private static final Path directory = newDirectory();
    private static final H2Server database = H2Server.start(directory);

    @RegisterExtension
    static final CoordinatorFixture fixture = CoordinatorFixture.withWorkers(3)
            .separateBroker()
            .setting("procession.attempts", "99")
            .setting("procession.jobs.path", H2Server.jar().toString())
            .setting(
                    "procession.worker.options",
                    "-D" + OwnDatabase.URL + "=" + database.url() + " -D" + OwnDatabase.HALT + "=" + halt());

    private static Path halt() {
        return directory.resolve("halt");
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("procession-own");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeAll
    static void createTable() {
        database.execute("CREATE TABLE NUMBER_ROWS (INSTANCE BIGINT, NUMBER INT)");
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        database.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @BeforeEach
    void awaitWorkers() {
        fixture.awaitWorkers();
    }

    @Test
    void workers_killedAtRandom_rowsAndDataAreThereOnce() {
        assertSurvivesKills(4);
    }

    @Test
    @Tag("full")
    void workers_killedAtRandomManyTimes_rowsAndDataAreThereOnce() {
        assertSurvivesKills(30);
    }

    private static void assertSurvivesKills(int most) {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int items = most * 160;
        JobRun run = fixture.start("database-numbers", "partitions", "4", "items", Integer.toString(items / 4));
        for (int kills = 0; kills < most && run.view().batchStatus() == BatchStatus.STARTED; kills++) {
            int enough = rows(run).size() + 5 + random.nextInt(60);
            await().atMost(CoordinatorFixture.DEADLINE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> rows(run).size() >= Math.min(enough, items)
                            && !fixture.workerPids().isEmpty());
            List<Long> pids = fixture.workerPids();
            if (!pids.isEmpty()) {
                CoordinatorFixture.signal("KILL", pids.get(random.nextInt(pids.size())));
            }
        }
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertOnce(run, items);
        assertThat(run.attempts("count")).extracting(AttemptView::outcome).contains(AttemptOutcome.LOST);
    }

    /** The worst moment: the successor goes on after the chunk, and says to the broker what its predecessor could not. */
    @Test
    void worker_diesBetweenTheCommitsOfDatabaseAndBroker_theChunkCountsOnce() throws IOException {
        Files.createFile(halt());
        JobRun run = fixture.start("database-numbers");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.attempts("count"))
                .filteredOn(attempt -> attempt.outcome() == AttemptOutcome.LOST)
                .singleElement()
                .returns(9, AttemptView::exitCode);
        assertThat(run.said("open").stream()
                        .filter(text -> text.endsWith("3") || text.endsWith("8") || text.equals("10 at 13")))
                .as("it went on after the first chunk")
                .hasSize(1);
        assertOnce(run, 15);
        assertThat(run.step("count").metrics()).containsEntry("writeCount", 15L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"halt-once", "once"})
    void worker_diesInItsChunk_theChunkIsRolledBack(String fault) {
        JobRun run = fixture.start("database-numbers", "fault", "write 6=" + fault);
        if (fault.equals("once")) {
            assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
            run.restart().await();
        }
        run.await();
        assertOnce(run, 15);
    }

    @Test
    void worker_stoppedForLongerThanItsLeaseAndContinued_theDatabaseRefusesItsChunk() throws Exception {
        JobRun run =
                fixture.start("database-numbers", "partitions", "1", "items", "9", "fault", "write 4=gate;close 0=end");
        long frozen = run.awaitSaid(1, "waiting at write 4").get(0).pid();
        CoordinatorFixture.signal("STOP", frozen);
        try {
            run.awaitView(view -> run.attempts("count").size() == 2);
            run.open("gate");
            run.awaitSaid(1, "waiting at close 0");
        } finally {
            CoordinatorFixture.signal("CONT", frozen);
        }
        run.awaitSaid(2, "write [3, 4, 5]"); // by the frozen one, too, which is refused then
        run.open("end");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertOnce(run, 9);
    }

    @Test
    void database_notThere_failsTheStepAndSaysWhich() {
        JobRun run = fixture.start("database-numbers", "database", "dev.procession.runtime.artifacts.RangeMapper");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.partition("count", 0).exception())
                .contains(
                        "procession.exactly-once of step 'count' names 'dev.procession.runtime.artifacts.RangeMapper'",
                        "neither");
    }

    private static List<Integer> rows(JobRun run) {
        return database.numbers(
                "SELECT NUMBER FROM NUMBER_ROWS WHERE INSTANCE = " + run.view().instanceId() + " ORDER BY NUMBER");
    }

    private static void assertOnce(JobRun run, int items) {
        List<Integer> all = IntStream.range(0, items).boxed().toList();
        assertThat(rows(run)).as("rows in the database").isEqualTo(all);
        assertThat(run.numbers("data ")).as("data that reached the analyzer").isEqualTo(all);
    }
}
