// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import dev.procession.runtime.repository.PartitionView;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All workers are replaced, one after the other, while a job runs that may lose none. */
class RollingRestartIT {

    private static final int MORE_THAN_ENOUGH = 1_000_000; // for a partition

    @RegisterExtension
    static final CoordinatorFixture fixture =
            CoordinatorFixture.withWorkers(2).setting("procession.slots", "2").setting("procession.attempts", "1");

    @Test
    void workers_terminatedOneByOne_noAttemptIsCharged() throws IOException {
        assertNoneIsCharged("none");
    }

    @Test
    @Tag("full")
    void workersOfIsolatedPartitions_terminatedOneByOne_noAttemptIsCharged() throws IOException {
        assertNoneIsCharged("process");
    }

    private static void assertNoneIsCharged(String isolation) throws IOException {
        fixture.awaitWorkers();
        JobRun run = fixture.start(
                "numbers",
                "partitions",
                "4",
                "items",
                Integer.toString(MORE_THAN_ENOUGH),
                "fault",
                "read=until enough", // the job is not to end before the last worker was replaced
                "procession.isolation",
                isolation);
        run.awaitView(view -> run.attempts("count").size() == 4);
        for (long pid : fixture.workerPids()) {
            int said = run.said("write").size();
            run.awaitSaid(said + 5, "write");
            CoordinatorFixture.signal("TERM", pid);
            await().atMost(CoordinatorFixture.DEADLINE)
                    .until(() -> ProcessHandle.of(pid).isEmpty());
            fixture.awaitWorkers();
        }
        run.open("enough");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        List<AttemptView> attempts = run.attempts("count");
        assertThat(attempts)
                .extracting(AttemptView::outcome)
                .containsOnly(AttemptOutcome.COMPLETED, AttemptOutcome.RETURNED)
                .contains(AttemptOutcome.RETURNED);
        assertThat(run.numbers("data "))
                .containsExactlyElementsOf(run.step("count").partitions().stream()
                        .flatMap(RollingRestartIT::read)
                        .toList());
    }

    private static Stream<Integer> read(PartitionView part) {
        int from = part.partition() * MORE_THAN_ENOUGH;
        int count = Math.toIntExact(requireNonNull(part.metrics()).get("readCount"));
        return IntStream.range(from, from + count).boxed();
    }
}
