// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.repository.AttemptView;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long a partition stands still when its worker is killed and another one is idle. */
@Tag("full")
class ResumeLatencyIT {

    @RegisterExtension
    static final CoordinatorFixture fixture = CoordinatorFixture.withWorkers(2);

    private static final int KILLS = 9;

    /** Far from what is measured, for a machine that has other things to do. */
    private static final Duration BOUND = Duration.ofSeconds(1);

    @Test
    void kill_anotherWorkerIdle_partitionGoesOnAtOnce() {
        List<Duration> latencies =
                IntStream.range(0, KILLS).mapToObj(kill -> measure()).sorted().toList();
        System.out.println("kill -9 to the next attempt's start: " + latencies);
        assertThat(latencies.get(KILLS / 2)).as("median of %s", latencies).isLessThan(BOUND);
    }

    private static Duration measure() {
        fixture.awaitWorkers();
        JobRun run = fixture.start("numbers", "partitions", "1", "fault", "process 4=gate");
        long pid = run.awaitSaid(1, "waiting").get(0).pid();
        ProcessHandle worker = ProcessHandle.of(pid).orElseThrow();
        Instant killed = Instant.now();
        worker.destroyForcibly();
        try {
            run.open("gate");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        List<AttemptView> attempts = run.partition("count", 0).attempts();
        assertThat(attempts).hasSize(2);
        return Duration.between(killed, attempts.get(1).start());
    }
}
