// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import jakarta.batch.runtime.BatchStatus;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All workers are replaced, one after the other, while a job runs that may lose none. */
class RollingRestartIT {

    @RegisterExtension
    static final CoordinatorFixture fixture =
            CoordinatorFixture.withWorkers(2).setting("procession.slots", "2").setting("procession.attempts", "1");

    @Test
    void workers_terminatedOneByOne_noAttemptIsCharged() {
        assertNoneCharged("none");
    }

    @Test
    @Tag("full")
    void workersOfIsolatedPartitions_terminatedOneByOne_noAttemptIsCharged() {
        assertNoneCharged("process");
    }

    private static void assertNoneCharged(String isolation) {
        fixture.awaitWorkers();
        JobRun run = fixture.start("numbers", "partitions", "4", "items", "900", "procession.isolation", isolation);
        run.awaitView(view -> run.attempts("count").size() == 4);
        for (long pid : fixture.workerPids()) {
            int said = run.said("write").size();
            run.awaitSaid(said + 5, "write");
            CoordinatorFixture.signal("TERM", pid);
            await().atMost(CoordinatorFixture.DEADLINE)
                    .until(() -> ProcessHandle.of(pid).isEmpty());
            fixture.awaitWorkers();
        }
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        List<AttemptView> attempts = run.attempts("count");
        assertThat(attempts)
                .extracting(AttemptView::outcome)
                .containsOnly(AttemptOutcome.COMPLETED, AttemptOutcome.RETURNED)
                .contains(AttemptOutcome.RETURNED);
        assertThat(run.numbers("data "))
                .containsExactlyElementsOf(IntStream.range(0, 4 * 900).boxed().toList());
    }
}
