// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import jakarta.batch.runtime.BatchStatus;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers, broker and database are killed, where the broker is the Apache Artemis distribution and the repository a PostgreSQL. */
@Tag("full")
@EnabledIf(
        value = "dev.procession.runtime.Containers#areThere",
        disabledReason = "no container engine answers that has the images of .ci/containers")
class ContainersIT {

    private static final int PARTITIONS = 4;
    private static final int ITEMS = 150;

    @RegisterExtension
    @Order(1)
    static final Containers containers = new Containers();

    @RegisterExtension
    @Order(2)
    static final CoordinatorFixture fixture = CoordinatorFixture.withWorkers(3)
            .setting("procession.attempts", "99")
            .setting("procession.lease", "2s")
            .settings(containers::settings);

    private static JobRun start() {
        return fixture.start("numbers", "partitions", Integer.toString(PARTITIONS), "items", Integer.toString(ITEMS));
    }

    private static void assertCountedOnce(JobRun run) {
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(Ledger.problems("data", run.numbers("data "), PARTITIONS * ITEMS))
                .isEmpty();
    }

    @Test
    void workers_killedOneAfterTheOther_jobCompletesAndCountsOnce() {
        JobRun run = start();
        for (int kills = 1; kills <= 3; kills++) {
            fixture.awaitWorkers();
            long victim = run.awaitSaid(20 * kills, "write").get(20 * kills - 1).pid();
            if (fixture.workerPids().contains(victim)) {
                CoordinatorFixture.signal("KILL", victim);
            }
        }
        assertCountedOnce(run);
        assertThat(run.attempts("count")).extracting(AttemptView::outcome).contains(AttemptOutcome.LOST);
    }

    @Test
    void broker_killedWhilePartitionsRun_jobCompletesAndCountsOnce() {
        JobRun run = start();
        run.awaitSaid(20, "write");
        containers.killBroker();
        assertCountedOnce(run);
    }

    @Test
    void database_killedWhilePartitionsRun_jobCompletesAndCountsOnce() {
        JobRun run = start();
        run.awaitSaid(20, "write");
        containers.killDatabase();
        assertCountedOnce(run);
    }
}
