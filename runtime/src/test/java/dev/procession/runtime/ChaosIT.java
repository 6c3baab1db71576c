// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.WorkerCommand;
import dev.procession.messaging.WorkerPresence;
import dev.procession.runtime.artifacts.OwnDatabase;
import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random faults against a job of 32 partitions with a transactional writer: {@code .ci/chaos --seed S --minutes M}. At the end the job is COMPLETED, and
 * every number was written and collected once.
 */
@Tag("full")
class ChaosIT {

    private static final Path directory = newDirectory();
    private static final OwnServer database = OwnServer.h2(directory);

    @RegisterExtension
    static final CoordinatorFixture fixture = CoordinatorFixture.withWorkers(3)
            .separateBroker()
            .setting("procession.attempts", "1000")
            .setting("procession.jobs.path", database.jar().toString())
            .setting(
                    "procession.worker.options",
                    "-D" + OwnDatabase.URL + "=" + database.url() + " -D" + OwnDatabase.HALT + "="
                            + directory.resolve("halt"));

    private static final int PARTITIONS = 32;
    private static final int PACE_MILLIS = 50;
    private static final int LEAST_FAULTS_A_MINUTE = 12;

    private enum Fault {
        KILL,
        HALT,
        HALT_BETWEEN_COMMITS,
        FREEZE,
        CUT,
        DRAIN,
        BROKER_RESTART
    }

    private final Map<Fault, Integer> happened = new EnumMap<>(Fault.class);
    private final List<Thread> thawing = new ArrayList<>();

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("procession-chaos");
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

    @Test
    void job_randomFaults_completesWithEveryItemOnce() throws Exception {
        long seed = Long.getLong("chaos.seed", System.nanoTime() % 1_000_000);
        double minutes = Double.parseDouble(System.getProperty("chaos.minutes", "1"));
        JobRun run = chaos(seed, minutes);
        assertThat(run.view().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(problems(run)).as("seed %s", seed).isEmpty();
        assertThat(happened.values().stream().mapToInt(count -> count).sum())
                .as("faults")
                .isGreaterThanOrEqualTo((int) (LEAST_FAULTS_A_MINUTE * minutes));
    }

    private JobRun chaos(long seed, double minutes) throws Exception {
        Random random = new Random(seed);
        int items = 3 * (int) Math.max(2, minutes * 60_000 / PACE_MILLIS * 2 / PARTITIONS);
        fixture.awaitWorkers();
        JobRun run = fixture.start(
                "database-numbers",
                "partitions",
                Integer.toString(PARTITIONS),
                "items",
                Integer.toString(items),
                "pace",
                Integer.toString(PACE_MILLIS));
        long end = System.nanoTime() + (long) (minutes * TimeUnit.MINUTES.toNanos(1));
        while (System.nanoTime() < end && run.view().batchStatus() != BatchStatus.COMPLETED) {
            pause(500 + random.nextInt(3_000));
            happen(run, Fault.values()[random.nextInt(Fault.values().length)], random);
        }
        for (Thread thaw : thawing) {
            thaw.join();
        }
        await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> run.view().batchStatus() != BatchStatus.STARTED);
        long lost = run.attempts("count").stream()
                .filter(attempt -> attempt.outcome() == AttemptOutcome.LOST)
                .count();
        System.out.println("chaos seed " + seed + ": " + happened + ", "
                + PARTITIONS * items + " items, " + lost + " attempts lost, "
                + run.attempts("count").stream()
                        .map(AttemptView::outcome)
                        .filter(AttemptOutcome.RETURNED::equals)
                        .count()
                + " returned; problems " + problems(run));
        return run;
    }

    private static List<String> problems(JobRun run) {
        int expected = run.step("count").partitions().size() * itemsOf(run);
        List<String> problems = new ArrayList<>(Ledger.problems(
                "rows",
                database.numbers("SELECT NUMBER FROM NUMBER_ROWS WHERE INSTANCE = "
                        + run.view().instanceId()),
                expected));
        problems.addAll(Ledger.problems("data", run.numbers("data "), expected));
        return problems;
    }

    private static int itemsOf(JobRun run) {
        return Integer.parseInt(run.view().parameters().get("items"));
    }

    private static void pause(int millis) throws InterruptedException {
        assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)).isFalse();
    }

    private void happen(JobRun run, Fault fault, Random random) throws Exception {
        List<Long> pids = fixture.workerPids();
        if (pids.isEmpty()) {
            return;
        }
        long pid = pids.get(random.nextInt(pids.size()));
        switch (fault) {
            case KILL -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            case HALT -> create(run.directory().resolve("halt-" + pid));
            case HALT_BETWEEN_COMMITS -> create(directory.resolve("halt"));
            case FREEZE -> freeze(pid, 500 + random.nextInt(5_000));
            case CUT -> fixture.broker().cut();
            case DRAIN -> drain(pid);
            case BROKER_RESTART -> {
                fixture.broker().stop();
                pause(random.nextInt(1_000));
                fixture.broker().begin();
            }
        }
        happened.merge(fault, 1, Integer::sum);
    }

    private static void create(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            // nobody has come by yet
        }
    }

    private void freeze(long pid, int millis) {
        if (ProcessHandle.of(pid).isEmpty()) {
            return;
        }
        CoordinatorFixture.signal("STOP", pid);
        Thread thaw = new Thread(() -> {
            try {
                pause(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                if (ProcessHandle.of(pid).isPresent()) {
                    CoordinatorFixture.signal("CONT", pid);
                }
            }
        });
        thaw.start();
        thawing.add(thaw);
    }

    private static void drain(long pid) {
        for (WorkerPresence presence : fixture.coordinator().roster().workers()) {
            if (presence.worker().pid() == pid) {
                try (BrokerConnection connection = fixture.connect();
                        BrokerSession session = connection.session()) {
                    session.send(
                            Addresses.CONTROL,
                            new WorkerCommand.EndWorker(presence.worker().text()).toEnvelope());
                    session.commit();
                } catch (MessagingException e) {
                    // cut off just then
                }
            }
        }
    }
}
