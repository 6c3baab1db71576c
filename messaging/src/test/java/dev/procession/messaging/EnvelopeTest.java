// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How messages are addressed and treated, and what their parts say in public. */
class EnvelopeTest {

    private static final PartitionKey KEY = new PartitionKey(new StepKey("repo", 5), 7);
    private static final WorkerIdentity WORKER = new WorkerIdentity("worker-1", "host", 4711);

    @Test
    void envelope_writtenAndRead_isTheSame() {
        Envelope envelope = Envelope.durable("kind", 3, new byte[] {1, 2, 3})
                .header("one", "1")
                .header("two", "2")
                .duplicateId("dup")
                .lastValueKey("key")
                .timeToLive(Duration.ofSeconds(5));

        assertThat(roundTrip(envelope)).usingRecursiveComparison().isEqualTo(envelope);
    }

    @Test
    void envelope_withNothingOptional_isTheSame() {
        Envelope envelope = Envelope.transientMessage("kind", 1, new byte[0]);

        Envelope read = roundTrip(envelope);

        assertThat(read).usingRecursiveComparison().isEqualTo(envelope);
        assertThat(read.durable()).isFalse();
        assertThat(read.header("none")).isNull();
    }

    private static Envelope roundTrip(Envelope envelope) {
        WireWriter out = new WireWriter();
        envelope.write(out);
        return Envelope.read(new WireReader(out.toBytes()));
    }

    @Test
    void collected_writtenAndRead_keepsItsBytes() {
        PartitionEvent.Collected event = new PartitionEvent.Collected(KEY, 2, 9, new byte[] {4, 5});

        assertThat(PartitionEvent.from(event.toEnvelope()))
                .usingRecursiveComparison()
                .isEqualTo(event);
    }

    @Test
    void task_envelope_isDurableAndOncePerPartition() {
        PartitionTask task =
                new PartitionTask(KEY, 1, 2, "job", "step", "", Map.of(), PartitionState.INITIAL, 3, 1, false);

        assertThat(task.toEnvelope().durable()).isTrue();
        assertThat(task.toEnvelope().duplicateId()).isEqualTo("task:repo:5:7");
        assertThat(task.toEnvelope().header(Headers.STEP)).isEqualTo("repo:5");
        assertThat(task.toEnvelope().header(Headers.OWN_PROCESS)).isNull();
    }

    @Test
    void task_keyOfItsMessage_isKnownWithoutItsBody() {
        PartitionTask task =
                new PartitionTask(KEY, 1, 2, "job", "step", "", Map.of(), PartitionState.INITIAL, 3, 1, false);

        assertThat(PartitionTask.keyOf(task.toEnvelope())).isEqualTo(KEY);
        assertThat(PartitionTask.keyOf(PartitionTask.withdrawal(KEY))).isEqualTo(KEY);
        assertThat(PartitionTask.keyOf(Envelope.durable(PartitionTask.KIND, 1, new byte[0])))
                .isNull();
        assertThat(PartitionTask.keyOf(
                        Envelope.durable(PartitionTask.KIND, 1, new byte[0]).duplicateId("task:repo:x:1")))
                .isNull();
    }

    @Test
    void unreadableEnd_ofAnEndAlone_failsItsPartition() {
        UnreadableMessageException reason = new UnreadableMessageException("too new");
        PartitionEvent.Ended end = new PartitionEvent.Ended(
                KEY, 1, WORKER, Instant.EPOCH, "COMPLETED", null, PartitionState.INITIAL, Map.of(), null);
        PartitionEvent.Started start = new PartitionEvent.Started(KEY, 1, WORKER, Instant.EPOCH);

        PartitionEvent.Ended unreadable = PartitionEvent.unreadableEnd(end.toEnvelope(), Instant.MAX, reason);

        assertThat(unreadable).isNotNull().matches(PartitionEvent.Ended::isUntold);
        assertThat(unreadable.key()).isEqualTo(KEY);
        assertThat(unreadable.batchStatus()).isEqualTo("FAILED");
        assertThat(unreadable.failure()).isNotNull().asString().contains("its result cannot be read: too new");
        assertThat(PartitionEvent.unreadableEnd(start.toEnvelope(), Instant.MAX, reason))
                .isNull();
    }

    @Test
    void checkpoint_envelope_replacesThePartitionsLast() {
        Envelope envelope = new PartitionCheckpoint(1, 1, PartitionState.INITIAL, Map.of()).toEnvelope(KEY);

        assertThat(envelope.durable()).isTrue();
        assertThat(envelope.lastValueKey()).isEqualTo(KEY.text());
        assertThat(envelope.duplicateId()).isNull();
    }

    @Test
    void presence_envelope_replacesTheWorkersLastAndExpires() {
        Envelope envelope =
                new WorkerPresence(WORKER, 1, Instant.EPOCH, false, List.of()).toEnvelope(Duration.ofSeconds(3));

        assertThat(envelope.durable()).isFalse();
        assertThat(envelope.lastValueKey()).isEqualTo("worker-1@host:4711");
        assertThat(envelope.timeToLive()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void event_withUnknownTag_isRefused() {
        WireWriter out = new WireWriter().int32(99);
        KEY.write(out);
        Envelope envelope =
                Envelope.durable(PartitionEvent.KIND, 1, out.int32(1).toBytes());

        assertThatThrownBy(() -> PartitionEvent.from(envelope))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("99");
    }

    @Test
    void command_withUnknownTag_isRefused() {
        Envelope envelope = Envelope.transientMessage(
                WorkerCommand.KIND, 1, new WireWriter().int32(99).toBytes());

        assertThatThrownBy(() -> WorkerCommand.from(envelope))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("99");
    }

    @Test
    void credentials_text_hidesThePassword() {
        BrokerEndpoint endpoint = new BrokerEndpoint("tcp://host:1", new Credentials("worker", "s3cret"));

        assertThat(endpoint.toString()).contains("worker").doesNotContain("s3cret");
        assertThat(endpoint.credentials().toString()).doesNotContain("s3cret");
    }

    @Test
    void remoteFailure_ofAThrowable_keepsMessageAndCauses() {
        RemoteFailure failure = RemoteFailure.of(new IllegalStateException("outer", new ArithmeticException("inner")));

        assertThat(failure.summary()).isEqualTo("java.lang.IllegalStateException: outer");
        assertThat(failure.stackTrace()).contains("outer", "Caused by: java.lang.ArithmeticException: inner");
        assertThat(new RemoteFailure("x.Y", null, "").summary()).isEqualTo("x.Y");
    }

    @Test
    void headers_selectorOfAStep_isWhatTheCodecWrites() {
        assertThat(Headers.ofStep(KEY.step())).isEqualTo("procession_step = 'repo:5'");
        assertThat(Addresses.resultQueue(KEY.step())).isEqualTo("procession.results.repo.5");
    }
}
