// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.Headers;
import dev.procession.messaging.PartitionCheckpoint;
import dev.procession.messaging.PartitionEvent;
import dev.procession.messaging.StepKey;
import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A worker that slept for longer than its lease has nothing more to say. */
class FencingIT {

    @RegisterExtension
    static final CoordinatorFixture fixture = CoordinatorFixture.withWorkers(2).separateBroker();

    @Test
    void worker_stoppedForLongerThanItsLeaseAndContinued_commitsNothing() throws Exception {
        try (Ear ear = new Ear()) {
            assertFenced(ear);
        }
    }

    private static void assertFenced(Ear ear) throws Exception {
        // In the midst of a write: a worker that learns of its loss between two items writes and commits no more.
        JobRun run = fixture.start("numbers", "partitions", "1", "items", "9", "fault", "write 5=gate;close 0=end");
        long frozen = run.awaitSaid(1, "waiting at write 5").get(0).pid();
        CoordinatorFixture.signal("STOP", frozen);
        try {
            run.awaitView(view -> run.attempts("count").size() == 2);
            run.open("gate");
            run.awaitSaid(1, "waiting at close 0"); // the successor has committed all it has to
        } finally {
            CoordinatorFixture.signal("CONT", frozen);
        }
        run.awaitSaid(2, "write [3, 4, 5]");
        await().atMost(CoordinatorFixture.DEADLINE).until(FencingIT::someWorkerWasFenced);
        StepKey step = fixture.stepKey(run.step("count").stepExecutionId());
        assertThat(run.pids("write [3, 4, 5]")).hasSize(2).contains(frozen);
        assertThat(ear.events())
                .as("what got through to the broker")
                .startsWith("Started 1", "Collected 1", "Started 2", "Collected 2")
                .filteredOn(event -> event.endsWith("1"))
                .hasSize(2);
        assertThat(ear.checkpoints(step)).containsExactly(2);
        run.open("end");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.said("data 0")).containsExactly("[0, 1, 2]", "[3, 4, 5]", "[6, 7, 8]");
        assertThat(run.attempts("count"))
                .extracting(AttemptView::outcome)
                .containsExactly(AttemptOutcome.LOST, AttemptOutcome.COMPLETED);
        assertThat(fixture.workerPids()).as("it lives, and may take others").contains(frozen);
    }

    private static boolean someWorkerWasFenced() throws IOException {
        try (Stream<Path> logs = Files.list(fixture.coordinator().directory().logs())) {
            for (Path log : logs.toList()) {
                if (Files.readString(log).contains("it has lost the lease")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What workers report, and who wrote the last checkpoint, heard beside the coordinator. */
    private static final class Ear implements AutoCloseable {

        private final BrokerConnection connection = fixture.connect();
        private final BrokerSession session = connection.session();
        private final DeliveryConsumer results;
        private final List<String> heard = new ArrayList<>();

        Ear() {
            session.createTemporarySubscription("procession.results.ear", Addresses.RESULTS);
            results = session.consumer("procession.results.ear", null, 1024 * 1024);
        }

        List<String> events() {
            for (Delivery delivery = results.tryReceive(); delivery != null; delivery = results.tryReceive()) {
                PartitionEvent event = PartitionEvent.from(delivery.envelope());
                heard.add(event.getClass().getSimpleName() + " " + event.attempt());
            }
            return heard;
        }

        List<Integer> checkpoints(StepKey step) {
            List<Integer> attempts = new ArrayList<>();
            try (DeliveryConsumer browser = session.browser(Addresses.CHECKPOINTS, Headers.ofStep(step))) {
                for (Delivery value = browser.tryReceive(); value != null; value = browser.tryReceive()) {
                    attempts.add(PartitionCheckpoint.from(value.envelope()).attempt());
                }
            }
            return attempts;
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    @Test
    void fence_ofEachAttempt_isGreaterThanTheOneBefore() {
        JobRun run = fixture.start("numbers", "partitions", "1", "fault", "process 4=halt-once");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.said("fence")).containsExactly(run.executionId() + "/1", run.executionId() + "/2");
    }
}
