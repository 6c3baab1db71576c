// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.runtime.artifacts.Trace;
import jakarta.batch.runtime.BatchStatus;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Artifacts with processes of their own, in workers and in the coordinator: nothing of them is left when their partition or step has ended. */
class PoolsIT {

    @RegisterExtension
    static final CoordinatorFixture fixture = CoordinatorFixture.withWorkers(2);

    @BeforeEach
    void awaitWorkers() {
        fixture.awaitWorkers();
    }

    @Test
    void pool_injected_worksAndEndsWithItsPartitionOrStep() {
        JobRun run = fixture.start("pools", "fault", "");

        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.said("squares"))
                .containsExactlyInAnyOrder(
                        "[0, 1, 4, 9, 16, 25, 36, 49, 64, 81]", "[100, 121, 144, 169, 196, 225, 256, 289, 324, 361]");
        assertThat(run.said("squared")).containsExactly("20");
        assertThat(run.said("later")).containsExactly("42");
        List<Long> processes = processes(run);
        assertThat(processes)
                .hasSizeGreaterThanOrEqualTo(4) // one of each partition's pool at least, and two of the later step
                .doesNotContainAnyElementsOf(run.pids("squares"))
                .doesNotContain(ProcessHandle.current().pid())
                .noneMatch(PoolsIT::isAlive);
    }

    @Tag("full")
    @Test
    void pool_workerKilled_endsWithItAndThePartitionIsRunAgain() throws Exception {
        JobRun run = fixture.start("pools", "fault", "part 0=go");
        Trace.Line waiting = run.awaitSaid(1, "squares [0,").get(0);
        run.awaitSaid(16, "pool");
        List<Long> ofTheKilled = run.lines("pool").stream()
                .filter(line -> line.pid() == waiting.pid())
                .map(line -> Long.valueOf(line.text().substring("pool ".length())))
                .distinct()
                .toList();
        assertThat(ofTheKilled).isNotEmpty();

        CoordinatorFixture.signal("KILL", waiting.pid());

        await().atMost(CoordinatorFixture.DEADLINE)
                .until(() -> ofTheKilled.stream().noneMatch(PoolsIT::isAlive));
        run.awaitSaid(2, "squares [0,");
        run.open("go");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(processes(run)).noneMatch(PoolsIT::isAlive);
    }

    private static List<Long> processes(JobRun run) {
        return run.said("pool").stream().map(Long::valueOf).distinct().toList();
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
