// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;
import dev.procession.messaging.PartitionCheckpoint;
import dev.procession.messaging.PartitionEvent;
import dev.procession.messaging.PartitionKey;
import dev.procession.messaging.PartitionState;
import dev.procession.messaging.StepKey;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What several executions of a step left whose coordinators died one after the other. */
@BrokerTest
class EarlierResultsBrokerTest {

    private static final StepKey FIRST = new StepKey("repo", 1);
    private static final StepKey SECOND = new StepKey("repo", 2);
    private static final WorkerIdentity WORKER = new WorkerIdentity("worker", "host", 1);

    private BrokerSession session;

    @BeforeEach
    void stopPartitionZeroInTheFirstExecution(TestBroker broker) {
        session = broker.connect(broker.coordinator()).session();
        for (StepKey step : List.of(FIRST, SECOND)) {
            session.createDurableQueue(Addresses.resultQueue(step), Addresses.RESULTS, Headers.ofStep(step));
        }
        start(FIRST, state(0));
        end(FIRST, "STOPPED", state(3));
    }

    private static PartitionState state(int position) {
        return new PartitionState(null, new byte[] {(byte) position}, null, Map.of());
    }

    private void start(StepKey step, PartitionState from) {
        PartitionKey key = new PartitionKey(step, 0);
        session.send(Addresses.CHECKPOINTS, new PartitionCheckpoint(1, 1, from, Map.of()).toEnvelope(key));
        session.send(Addresses.RESULTS, new PartitionEvent.Started(key, 1, WORKER, Instant.EPOCH).toEnvelope());
        session.commit();
    }

    private void checkpoint(StepKey step, PartitionState at) {
        session.send(
                Addresses.CHECKPOINTS,
                new PartitionCheckpoint(1, 1, at, Map.of()).toEnvelope(new PartitionKey(step, 0)));
        session.commit();
    }

    private void end(StepKey step, String status, PartitionState at) {
        session.send(
                Addresses.RESULTS,
                new PartitionEvent.Ended(
                                new PartitionKey(step, 0), 1, WORKER, Instant.EPOCH, status, status, at, Map.of(), null)
                        .toEnvelope());
        session.commit();
    }

    private EarlierResults read() {
        return EarlierResults.read(session, List.of(FIRST, SECOND));
    }

    @Test
    void state_stoppedAndNotTakenAgain_isWhereItStopped() {
        assertThat(read().state(0)).isEqualTo(state(3));
    }

    @Test
    void state_stoppedAndGoneOnInALaterExecution_isItsLatestCheckpoint() {
        start(SECOND, state(3));
        checkpoint(SECOND, state(6));

        assertThat(read().state(0)).isEqualTo(state(6));
        assertThat(read().ended()).isEmpty();
        assertThat(read().completed()).isEmpty();
    }

    @Test
    void completed_stoppedAndCompletedInALaterExecution_isCompleted() {
        start(SECOND, state(3));
        end(SECOND, "COMPLETED", state(9));

        assertThat(read().completed()).containsExactly(0);
        assertThat(read().state(0)).isEqualTo(state(9));
    }

    @Test
    void read_unreadableEvents_dropsThemAndTakesAnEndForAFailure() {
        checkpoint(SECOND, state(6));
        Envelope garbage =
                Envelope.durable(PartitionEvent.KIND, 99, new byte[] {1}).header(Headers.STEP, SECOND.text());
        session.send(Addresses.RESULTS, garbage);
        session.send(Addresses.RESULTS, garbage.header(Headers.ENDED_PARTITION, new PartitionKey(SECOND, 0).text()));
        session.commit();

        assertThat(read().ended()).containsExactly(0);
        assertThat(read().completed()).isEmpty();
        assertThat(read().state(0)).isEqualTo(state(6));
    }

    @Test
    void ended_ofTheLaterExecutionAlone_doesNotHaveWhatTheEarlierOneStopped() {
        assertThat(EarlierResults.read(session, List.of(SECOND)).ended()).isEmpty();
    }
}
