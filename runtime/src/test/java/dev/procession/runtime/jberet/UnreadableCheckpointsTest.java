// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.PartitionCheckpoint;
import dev.procession.messaging.PartitionEvent;
import dev.procession.messaging.PartitionKey;
import dev.procession.messaging.PartitionState;
import dev.procession.messaging.PartitionTask;
import dev.procession.messaging.StepKey;
import dev.procession.messaging.UnreadableMessageException;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.workers.spi.HeldTask;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnreadableCheckpointsTest {

    private static final PartitionKey KEY = new PartitionKey(new StepKey("repository", 7), 3);

    private long now = 1_000;
    private final UnreadableCheckpoints checkpoints =
            new UnreadableCheckpoints(() -> now, InstantSource.fixed(Instant.EPOCH));
    private final Task held = new Task();

    @Test
    void meet_laterVersion_handsBackUntilPatienceEndsAndThenNamesVersionsAndWhatToDo() {
        Duration look = Duration.ofSeconds(50);
        for (Duration waited = Duration.ZERO;
                waited.compareTo(UnreadableCheckpoints.PATIENCE) < 0;
                waited = waited.plus(look)) {
            meet(false, 99);
            now += look.toNanos();
        }
        assertThat(held.handedBack).isEqualTo(6);
        assertThat(held.completed).isEmpty();

        meet(false, 99);

        assertThat(held.completed).singleElement().satisfies(send -> {
            assertThat(send.address()).isEqualTo(Addresses.RESULTS);
            PartitionEvent.Ended end = (PartitionEvent.Ended) PartitionEvent.from(send.envelope());
            assertThat(end.isUntold()).isTrue();
            assertThat(end.failure().message())
                    .contains("worker w@h:1", "partition 3 of step 'count'", "no newer worker took it")
                    .contains("has version 99, this process reads up to 2")
                    .contains("run the same version", "restart execution 5");
        });
    }

    @Test
    void meet_laterVersionAgainAfterItWasElsewhere_waitsAnew() {
        meet(false, 99);
        now += UnreadableCheckpoints.PATIENCE.toNanos();
        meet(false, 99);

        assertThat(held.handedBack).isEqualTo(2);
        assertThat(held.completed).isEmpty();
    }

    @Test
    void meet_ownProcess_endsAtOnce() {
        meet(true, 99);

        assertThat(held.handedBack).isZero();
        assertThat(held.completed).hasSize(1);
    }

    @Test
    void meet_damagedCheckpoint_endsAtOnce() {
        meet(false, 2);

        assertThat(held.handedBack).isZero();
        assertThat(held.completed).hasSize(1);
    }

    private void meet(boolean ownProcess, int version) {
        PartitionTask task = new PartitionTask(
                KEY, 1, 5, "job", "count", "<job/>", Map.of(), PartitionState.INITIAL, 3, 7, ownProcess);
        Envelope checkpoint = Envelope.durable(PartitionCheckpoint.KIND, version, new byte[] {1});
        try {
            PartitionCheckpoint.from(checkpoint);
            throw new AssertionError("it can be read");
        } catch (UnreadableMessageException e) {
            checkpoints.meet(task, held, checkpoint, e);
        }
    }

    /** Notes what becomes of the task. */
    private static final class Task implements HeldTask {
        private int handedBack;
        private final List<Send> completed = new ArrayList<>();

        @Override
        public WorkerIdentity worker() {
            return new WorkerIdentity("w", "h", 1);
        }

        @Override
        public void complete(List<Send> sends) {
            completed.addAll(sends);
        }

        @Override
        public void handBack() {
            handedBack++;
        }

        @Override
        public Envelope envelope() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int deliveryCount() {
            throw new UnsupportedOperationException();
        }

        @Override
        public BrokerEndpoint broker() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ConnectionSettings connection() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean hasCommitted() {
            throw new UnsupportedOperationException();
        }

        @Override
        public @Nullable Envelope lastValue(String queue, String key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void commit(List<Send> sends) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void onInterruption(Consumer<Interruption> listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void flushOutput() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void report(String key, String description, int attempt, Map<String, Long> counts) {
            throw new UnsupportedOperationException();
        }
    }
}
