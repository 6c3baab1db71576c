// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.runtime.artifacts.Trace;
import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import dev.procession.runtime.repository.ExecutionView;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/** A job at a site, what happens to it, and what is wrong in the end. */
final class ChaosRun {

    private static final int PARTITIONS = 32;
    private static final int WORKERS = 3;
    private static final int CHUNK = 3;
    private static final int PACE_MILLIS = 80;
    private static final Set<ChaosFault> ENDS_A_WORKER =
            EnumSet.of(ChaosFault.KILL, ChaosFault.HALT, ChaosFault.HALT_BETWEEN_COMMITS, ChaosFault.DRAIN);
    private static final Duration END = Duration.ofMinutes(5);

    private final ChaosSite site;
    private final Random random;
    private final Duration time;
    private final Path directory;
    private final int items;
    private final Map<ChaosFault, Integer> happened = new EnumMap<>(ChaosFault.class);
    private final Set<Long> frozen = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thawing = Executors.newSingleThreadScheduledExecutor();
    private Duration took = Duration.ZERO;
    private List<ExecutionView> executions = List.of();

    /** Submits a job that lasts longer than this, and lets it go on as fast as it can afterwards. */
    ChaosRun(ChaosSite site, Random random, double minutes, Map<String, String> parameters) throws IOException {
        this.site = site;
        this.random = random;
        this.time = Duration.ofMillis((long) (minutes * 60_000));
        this.directory = Files.createDirectories(site.haltFile().resolveSibling("job"));
        this.items = (int) (1 + WORKERS * time.toMillis() * 3 / 2 / PACE_MILLIS / PARTITIONS) * CHUNK;
        Map<String, String> all = new HashMap<>(parameters);
        all.put("dir", directory.toString());
        all.put("partitions", Integer.toString(PARTITIONS));
        all.put("items", Integer.toString(items));
        all.put("pace", Integer.toString(PACE_MILLIS));
        try (RemoteCoordinator coordinator =
                RemoteCoordinator.open(site.settings()).orElseThrow()) {
            assertThat(coordinator.submit(new Submission("chaos", "database-numbers", null, all)))
                    .isTrue();
        }
    }

    /** Lets these faults happen, each at a random moment of its share of the time, or as soon after that as there is a partition to hit. */
    void suffer(List<ChaosFault> faults) throws Exception {
        awaitCollected();
        long begin = System.nanoTime();
        long share = time.toNanos() / faults.size();
        for (int i = 0; i < faults.size(); i++) {
            awaitMoment(begin + i * share + (long) (random.nextDouble() * share));
            happen(faults.get(i));
        }
        took = Duration.ofNanos(System.nanoTime() - begin);
        Files.createFile(directory.resolve("hurry"));
        thawing.shutdown();
        assertThat(thawing.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    /** Before that a fault would find nothing to lose or to repeat. */
    private void awaitCollected() {
        await("the first data were collected")
                .atMost(ChaosSite.DEADLINE)
                .until(() -> Trace.lines(directory).stream().anyMatch(ChaosRun::isData));
    }

    private static void awaitMoment(long nanos) {
        await().atMost(END)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> System.nanoTime() - nanos >= 0);
    }

    private void happen(ChaosFault fault) throws Exception {
        boolean hit = false;
        while (!hit) {
            List<Long> busy = await("a partition runs")
                    .atMost(ChaosSite.DEADLINE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(this::targets, pids -> !pids.isEmpty());
            hit = hits(fault, busy.get(random.nextInt(busy.size())));
            if (hit && ENDS_A_WORKER.contains(fault)) {
                awaitOneGone(busy);
            }
        }
        happened.merge(fault, 1, Integer::sum);
    }

    /** Else the next fault could be meant for one that is dying already. It may be another one, though, that has only begun. */
    private static void awaitOneGone(List<Long> busy) {
        try {
            await().atMost(Duration.ofSeconds(15))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !busy.stream().allMatch(ChaosSite::isAlive));
        } catch (ConditionTimeoutException e) {
            // then none of these is dying
        }
    }

    private List<Long> targets() {
        return site.busy().stream().filter(pid -> !frozen.contains(pid)).toList();
    }

    private boolean hits(ChaosFault fault, long pid) throws Exception {
        switch (fault) {
            case KILL -> ChaosSite.signal("KILL", pid);
            case DRAIN -> ChaosSite.signal("TERM", pid);
            case FREEZE -> freeze(pid, 500 + random.nextInt(5_000));
            case CUT -> site.broker().cut();
            case COORDINATOR_KILL -> site.killCoordinator();
            case BROKER_RESTART -> {
                site.broker().stop();
                awaitMoment(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(1_000)));
                site.broker().begin();
            }
            case HALT -> {
                return isTaken(directory.resolve("halt-" + pid));
            }
            case HALT_BETWEEN_COMMITS -> {
                return isTaken(site.haltFile());
            }
        }
        return true;
    }

    /** Whether a worker comes by and halts. */
    private static boolean isTaken(Path halt) throws IOException {
        try {
            Files.createFile(halt);
        } catch (FileAlreadyExistsException e) {
            throw new AssertionError(e);
        }
        try {
            await().atMost(Duration.ofSeconds(3))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> Files.notExists(halt));
            return true;
        } catch (ConditionTimeoutException e) {
            return !Files.deleteIfExists(halt); // what it was meant for has ended
        }
    }

    private void freeze(long pid, int millis) throws Exception {
        frozen.add(pid);
        ChaosSite.signal("STOP", pid);
        Future<?> unused = thawing.schedule(
                () -> {
                    ChaosSite.signal("CONT", pid);
                    return frozen.remove(pid);
                },
                millis,
                TimeUnit.MILLISECONDS);
    }

    /** Waits for the end; what is wrong then, empty if nothing is. */
    List<String> awaitEnd() {
        await("the job ended")
                .atMost(END)
                .pollInterval(Duration.ofMillis(200))
                .ignoreException(CoordinatorException.class) // a user would ask again, too
                .until(this::hasEnded);
        try (Inspection inspection = Inspection.open(site.settings())) {
            executions = inspection.queries().executions(1_000).stream()
                    .map(view ->
                            inspection.queries().execution(view.executionId()).orElseThrow())
                    .toList();
            return problems(executions.get(0));
        }
    }

    private boolean hasEnded() {
        try (Inspection inspection = Inspection.open(site.settings())) {
            return inspection.queries().executions(1).get(0).endTime() != null;
        }
    }

    private List<String> problems(ExecutionView last) {
        List<String> problems = new ArrayList<>();
        if (last.batchStatus() != BatchStatus.COMPLETED) {
            problems.add("execution " + last.executionId() + " is " + last.batchStatus());
        }
        int expected = PARTITIONS * items;
        problems.addAll(Ledger.problems(
                "rows",
                site.database().numbers("SELECT NUMBER FROM NUMBER_ROWS WHERE INSTANCE = " + last.instanceId()),
                expected));
        problems.addAll(Ledger.problems("data", analyzed(), expected));
        Map<String, Long> counters = last.steps().get(0).counters();
        if (!counters.equals(Map.of("written", (long) expected))) {
            problems.add("counted " + counters + ", not " + expected);
        }
        return problems;
    }

    /** What the last coordinator's analyzer got: each new execution hands it all from the beginning. */
    private List<Integer> analyzed() {
        return JobRun.numbers(Trace.lines(directory).stream()
                .filter(line -> line.pid() == site.coordinatorPid() && isData(line))
                .map(Trace.Line::text));
    }

    private static boolean isData(Trace.Line line) {
        return line.text().startsWith("data ");
    }

    private long attempts(AttemptOutcome outcome) {
        return executions.stream()
                .flatMap(execution -> execution.steps().stream())
                .flatMap(step -> step.partitions().stream())
                .flatMap(partition -> partition.attempts().stream())
                .map(AttemptView::outcome)
                .filter(outcome::equals)
                .count();
    }

    @Override
    public String toString() {
        return happened.values().stream().mapToInt(count -> count).sum() + " faults in " + took.toSeconds() + " s "
                + happened + ", " + PARTITIONS * items + " items, " + executions.size() + " executions, "
                + attempts(AttemptOutcome.LOST) + " attempts lost, " + attempts(AttemptOutcome.RETURNED) + " returned";
    }
}
