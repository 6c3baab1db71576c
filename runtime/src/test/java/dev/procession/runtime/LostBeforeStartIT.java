// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.workers.LocalWorkerSettings;
import dev.procession.workers.LocalWorkers;
import dev.procession.workers.LocalWorkersListener;
import jakarta.batch.runtime.BatchStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers that die before they could say anything count towards the limit of attempts too. */
class LostBeforeStartIT {

    @RegisterExtension
    static final CoordinatorFixture fixture = CoordinatorFixture.withWorkers(0).separateBroker();

    /** The workers that are lost are this test's own connections; real ones come only after the broker's restart. */
    @Test
    void partition_lostBeforeItStarted_countsAlsoAcrossARestartOfTheBroker() throws Exception {
        JobRun run = fixture.start("numbers", "partitions", "1", "procession.attempts", "2");
        takeAndLose();
        takeAndLose();
        fixture.broker().stop();
        fixture.broker().begin();
        LocalWorkerSettings settings = LocalWorkerSettings.of(
                fixture.coordinator().workerEndpoint(),
                fixture.coordinator().directory().logs());
        try (LocalWorkers workers = LocalWorkers.start(settings, new LocalWorkersListener() {})) {
            assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.FAILED);
            assertThat(workers.alive()).hasSize(1);
        }
        assertThat(run.partition("count", 0).attempts()).isEmpty();
        assertThat(run.partition("count", 0).exception()).contains("was lost by 2 workers, the limit is 2");
    }

    private static void takeAndLose() throws Exception {
        try (BrokerConnection connection =
                        fixture.broker().connect(fixture.broker().otherWorker());
                BrokerSession session = connection.session();
                DeliveryConsumer tasks = session.consumer(Addresses.TASKS, null, 0)) {
            Delivery task = tasks.receive();
            task.acknowledge(); // so that the rollback counts, as a death does
            session.rollback();
        }
    }
}
