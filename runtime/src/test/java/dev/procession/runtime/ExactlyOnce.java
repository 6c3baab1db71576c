// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.runtime.artifacts.OwnDatabase;
import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that a writer puts into a database of its own, when workers die or sleep. */
abstract class ExactlyOnce {

    /** The user's database. */
    abstract OwnServer database();

    /** Three workers that know it. */
    abstract CoordinatorFixture fixture();

    /** Where this file is, a worker halts between its commits. */
    abstract Path halt();

    static CoordinatorFixture fixture(OwnServer database, Path halt) {
        return CoordinatorFixture.withWorkers(3)
                .separateBroker()
                .setting("procession.attempts", "99")
                .setting("procession.message.max-bytes", "65536")
                .setting("procession.jobs.path", database.jar().toString())
                .setting(
                        "procession.worker.options",
                        "-D" + OwnDatabase.URL + "=" + database.url() + " -D" + OwnDatabase.HALT + "=" + halt);
    }

    @BeforeEach
    void createTable() {
        database().execute("DROP TABLE IF EXISTS NUMBER_ROWS");
        database().execute("CREATE TABLE NUMBER_ROWS (INSTANCE BIGINT, NUMBER INT)");
    }

    @BeforeEach
    void awaitWorkers() {
        fixture().awaitWorkers();
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

    private void assertSurvivesKills(int most) {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int items = most * 160;
        JobRun run = fixture().start("database-numbers", "partitions", "4", "items", Integer.toString(items / 4));
        Set<Long> killed = new HashSet<>();
        while (killed.size() < most && run.view().endTime() == null) {
            int enough = rows(run).size() + 5 + random.nextInt(60);
            List<Long> pids = await().atMost(CoordinatorFixture.DEADLINE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(
                            () -> rows(run).size() >= Math.min(enough, items) ? living(killed) : List.of(),
                            living -> !living.isEmpty());
            long victim = pids.get(random.nextInt(pids.size()));
            CoordinatorFixture.signal("KILL", victim);
            killed.add(victim);
        }
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertOnce(run, items);
        assertThat(run.attempts("count")).extracting(AttemptView::outcome).contains(AttemptOutcome.LOST);
    }

    /** But for those that are about to be dead. */
    private List<Long> living(Set<Long> killed) {
        return fixture().workerPids().stream()
                .filter(pid -> !killed.contains(pid))
                .toList();
    }

    /** The worst moment: the successor goes on after the chunk, and says to the broker what its predecessor could not. */
    @Test
    void worker_diesBetweenTheCommitsOfDatabaseAndBroker_theChunkCountsOnce() throws IOException {
        Files.createFile(halt());
        JobRun run = fixture().start("database-numbers");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        await().atMost(CoordinatorFixture.DEADLINE) // its process may end after others are through with its work
                .untilAsserted(() -> assertThat(run.attempts("count"))
                        .filteredOn(attempt -> attempt.outcome() == AttemptOutcome.LOST)
                        .singleElement()
                        .returns(9, AttemptView::exitCode));
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
        JobRun run = fixture().start("database-numbers", "fault", "write 6=" + fault);
        if (fault.equals("once")) {
            assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
            run = run.restart();
        }
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertOnce(run, 15);
    }

    /** Else the database would be ahead by a chunk that can never be said to the broker. */
    @Test
    void chunk_checkpointTooLargeForTheBroker_isCommittedInNeither() {
        JobRun run = fixture().start("database-numbers", "fault", "give checkpoint 8=large-once");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.partition("count", 1).exception()).contains("procession.message.max-bytes");
        assertThat(rows(run)).doesNotContain(5, 6, 7);
        run = run.restart();
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertOnce(run, 15);
    }

    /** What the tests above would see without the fence. */
    @Test
    void worker_diesInItsChunkWithAConnectionOfItsOwn_theChunkIsThereTwice() {
        JobRun run = fixture().start("database-numbers", "fault", "write 6=halt-once", "fenced", "false");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(Ledger.problems("rows", rows(run), 15)).containsExactly("3 rows more than once: [5, 6, 7]");
        assertThat(Ledger.problems("data", run.numbers("data "), 15)).isEmpty();
    }

    @Test
    void worker_stoppedForLongerThanItsLeaseAndContinued_theDatabaseRefusesItsChunk() throws Exception {
        JobRun run = fixture()
                .start("database-numbers", "partitions", "1", "items", "9", "fault", "write 4=gate;close 0=end");
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
        JobRun run = fixture().start("database-numbers", "database", "dev.procession.runtime.artifacts.RangeMapper");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.partition("count", 0).exception())
                .contains(
                        "procession.exactly-once of step 'count' names 'dev.procession.runtime.artifacts.RangeMapper'",
                        "neither");
    }

    private List<Integer> rows(JobRun run) {
        return database()
                .numbers("SELECT NUMBER FROM NUMBER_ROWS WHERE INSTANCE = "
                        + run.view().instanceId() + " ORDER BY NUMBER");
    }

    private void assertOnce(JobRun run, int items) {
        List<Integer> all = IntStream.range(0, items).boxed().toList();
        assertThat(rows(run)).as("rows in the database").isEqualTo(all);
        assertThat(run.numbers("data ")).as("data that reached the analyzer").isEqualTo(all);
        assertThat(run.step("count").counters()).isEqualTo(Map.of("written", (long) items));
    }
}
