// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What can happen to the worker of a partition, and when. Each time the other partitions are as ever, the data reach the analyzer once, and
 * the record tells what happened.
 */
class FaultTableIT {

    @RegisterExtension
    static final CoordinatorFixture fixture = CoordinatorFixture.withWorkers(2)
            .separateBroker()
            .setting("procession.worker.options", "-Xmx160m")
            .setting("procession.attempts", "9");

    private static final int PARTITIONS = 3;

    /** What happens. */
    enum Kind {
        THROW("once", null, null),
        EXIT("exit-once", 5, null),
        HALT("halt-once", 9, null),
        MEMORY("memory-once", 3, null),
        KILL(null, null, "SIGKILL"),
        FREEZE(null, null, null),
        CUT(null, null, null),
        BROKER_RESTART(null, null, null);

        private final String fault;
        private final Integer exitCode;
        private final String signal;

        Kind(String fault, Integer exitCode, String signal) {
            this.fault = fault;
            this.exitCode = exitCode;
            this.signal = signal;
        }
    }

    /** Where partition 1 of the job is then. */
    enum Moment {
        BEFORE_RECEIVE("map", "map"),
        AFTER_RECEIVE("open 5", "process 1"),
        MID_TASK("process 9", "process 1"),
        BEFORE_CHECKPOINT("checkpoint 10", "process 1"),
        BEFORE_RESULT("close 5", "collect 1"),
        AFTER_RESULT("process 14", "process 2");

        private final String inChunks;
        private final String inBatchlet;

        Moment(String inChunks, String inBatchlet) {
            this.inChunks = inChunks;
            this.inBatchlet = inBatchlet;
        }

        boolean inPartition() {
            return this != BEFORE_RECEIVE && this != AFTER_RESULT;
        }
    }

    /** A part of the table for every build. */
    @ParameterizedTest
    @CsvSource({
        "numbers, EXIT, MID_TASK",
        "numbers, KILL, BEFORE_RECEIVE",
        "numbers, KILL, BEFORE_CHECKPOINT",
        "numbers, KILL, AFTER_RESULT",
        "numbers, FREEZE, MID_TASK",
        "numbers, BROKER_RESTART, MID_TASK",
        "special, HALT, MID_TASK",
        "special, MEMORY, MID_TASK",
    })
    void fault_some_jobCompletesAndCountsOnce(String job, Kind kind, Moment moment) throws Exception {
        assertSurvived(job, kind, moment);
    }

    @ParameterizedTest
    @MethodSource("table")
    @Tag("full")
    void fault_any_jobCompletesAndCountsOnce(String job, Kind kind, Moment moment) throws Exception {
        assertSurvived(job, kind, moment);
    }

    static Stream<Arguments> table() {
        return Stream.of("numbers", "special")
                .flatMap(job -> Stream.of(Kind.values())
                        .flatMap(kind -> Stream.of(Moment.values())
                                .filter(moment -> applies(job, kind, moment))
                                .map(moment -> Arguments.of(job, kind, moment))));
    }

    /** Code of the job cannot do anything where it does not run; a batchlet has no checkpoints. */
    private static boolean applies(String job, Kind kind, Moment moment) {
        return (kind.fault == null || moment.inPartition())
                && (job.equals("numbers") || (moment != Moment.AFTER_RECEIVE && moment != Moment.BEFORE_CHECKPOINT));
    }

    private static void assertSurvived(String job, Kind kind, Moment moment) throws Exception {
        String point = job.equals("numbers") ? moment.inChunks : moment.inBatchlet;
        String fault = point + "=" + (kind.fault == null ? "gate" : kind.fault);
        JobRun run = fixture.start(job, "partitions", Integer.toString(PARTITIONS), "fault", fault);
        if (kind.fault == null) {
            happen(run, kind, moment, point);
        }
        if (kind == Kind.THROW) {
            assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
            assertThat(run.restart().await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        } else {
            assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
            assertAttempts(attempts(run), kind, moment);
            if (moment.inPartition()) {
                // How a process ended is known when it has ended, which may be after others are through with its work.
                await().atMost(CoordinatorFixture.DEADLINE)
                        .untilAsserted(() -> assertThat(attempts(run).get(0))
                                .returns(kind.exitCode, AttemptView::exitCode)
                                .returns(kind.signal, AttemptView::signal));
            }
        }
        assertCountedOnce(run, job);
    }

    private static void happen(JobRun run, Kind kind, Moment moment, String point) throws Exception {
        long pid = run.awaitSaid(1, "waiting at " + point).get(0).pid();
        List<Long> victims = List.of(pid);
        if (!moment.inPartition()) {
            victims = fixture.workerPids();
        }
        if (moment == Moment.AFTER_RESULT) {
            run.awaitView(view -> completed(run) == PARTITIONS - 1);
            victims = victims.stream().filter(victim -> victim != pid).toList();
        }
        switch (kind) {
            case KILL -> victims.forEach(victim -> CoordinatorFixture.signal("KILL", victim));
            case FREEZE -> freeze(run, victims, moment);
            case CUT -> fixture.broker().cut();
            case BROKER_RESTART -> {
                fixture.broker().stop();
                fixture.broker().begin();
            }
            default -> throw new IllegalArgumentException("done by the job itself: " + kind);
        }
        open(run);
    }

    /** Frozen until its lease has ended and another has its partition, it goes on and finds that out. */
    private static void freeze(JobRun run, List<Long> victims, Moment moment) throws IOException {
        victims.forEach(victim -> CoordinatorFixture.signal("STOP", victim));
        try {
            if (moment.inPartition()) {
                run.awaitView(view -> attempts(run).stream().anyMatch(attempt -> attempt.attempt() == 2));
            }
            if (moment != Moment.BEFORE_RECEIVE) {
                open(run);
            }
        } finally {
            victims.forEach(victim -> CoordinatorFixture.signal("CONT", victim));
        }
    }

    private static void open(JobRun run) throws IOException {
        if (!run.directory().resolve("gate").toFile().exists()) {
            run.open("gate");
        }
    }

    private static List<AttemptView> attempts(JobRun run) {
        return run.view().steps().get(0).partitions().get(1).attempts();
    }

    private static long completed(JobRun run) {
        return run.view().steps().get(0).partitions().stream()
                .filter(partition -> partition.batchStatus() == BatchStatus.COMPLETED)
                .count();
    }

    private static void assertAttempts(List<AttemptView> attempts, Kind kind, Moment moment) {
        if (!moment.inPartition()) {
            // The broker delivers everything anew after a restart; what had ended before counts all the same.
            assertThat(attempts).extracting(AttemptView::outcome).endsWith(AttemptOutcome.COMPLETED);
            return;
        }
        // Connections that all end do so one after the other: the partition may pass to a worker whose turn is next.
        int mostLost = kind == Kind.CUT || kind == Kind.BROKER_RESTART ? 2 : 1;
        List<AttemptOutcome> outcomes =
                attempts.stream().map(AttemptView::outcome).toList();
        assertThat(outcomes).hasSizeBetween(2, mostLost + 1).endsWith(AttemptOutcome.COMPLETED);
        assertThat(outcomes.subList(0, outcomes.size() - 1)).containsOnly(AttemptOutcome.LOST);
        // One that a worker lost before it had said anything counts as well, but nobody knows more of it.
        List<Integer> numbers = attempts.stream().map(AttemptView::attempt).toList();
        assertThat(numbers).startsWith(1).isSorted().doesNotHaveDuplicates();
        assertThat(numbers.get(numbers.size() - 1)).isLessThanOrEqualTo(mostLost + 1);
    }

    private static void assertCountedOnce(JobRun run, String job) {
        if (job.equals("numbers")) {
            assertThat(run.numbers("data "))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 5 * PARTITIONS).boxed().toList());
        } else {
            assertThat(run.said("status"))
                    .hasSizeGreaterThanOrEqualTo(PARTITIONS)
                    .contains("COMPLETED DONE");
        }
    }
}
