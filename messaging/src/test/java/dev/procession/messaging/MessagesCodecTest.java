// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.WorkerPresence.RunningTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every record that travels, there and back, and damaged on the way. */
class MessagesCodecTest {

    private static final StepKey STEP = new StepKey("repository", Long.MAX_VALUE);
    private static final PartitionKey KEY = new PartitionKey(STEP, 7);
    private static final WorkerIdentity WORKER = new WorkerIdentity("worker-1", "höst", 4711);
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.123456789Z");
    private static final PartitionState STATE =
            new PartitionState(new byte[] {1}, new byte[0], null, Map.of("refused", 3L));
    private static final RemoteFailure FAILURE = new RemoteFailure(
            "java.lang.IllegalStateException", null, "java.lang.IllegalStateException\n\tat x.Y.z(Y.java:1)");

    /** A message as the other side sees it: how it is written, how it is read. */
    record Sample(String name, Object message, Envelope envelope, Function<Envelope, Object> reader) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Sample> samples() {
        return Stream.concat(tasksAndCheckpoints(), Stream.concat(events(), workers()));
    }

    private static Stream<Sample> tasksAndCheckpoints() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("b", "");
        parameters.put("a", "x".repeat(70_000)); // longer than DataOutput.writeUTF can
        PartitionTask task = new PartitionTask(
                KEY, 1, 2, "job", "step", "<job id=\"ü\"/>", parameters, PartitionState.INITIAL, 3, 77, true);
        PartitionCheckpoint checkpoint = new PartitionCheckpoint(2, 1, STATE, Map.of("readCount", 10L));
        return Stream.of(
                new Sample("task", task, task.toEnvelope(), PartitionTask::from),
                new Sample("checkpoint", checkpoint, checkpoint.toEnvelope(KEY), PartitionCheckpoint::from));
    }

    private static Stream<Sample> events() {
        return Stream.<PartitionEvent>of(
                        new PartitionEvent.Started(KEY, 1, WORKER, AT),
                        new PartitionEvent.Returned(KEY, 2, WORKER, AT),
                        new PartitionEvent.Lost(KEY, 2, WORKER, AT, 137, null, "the last\nit said"),
                        new PartitionEvent.Lost(KEY, 2, WORKER, AT, null, "SIGKILL", ""),
                        new PartitionEvent.Ended(
                                KEY, 3, WORKER, AT, "FAILED", "exit", STATE, Map.of("writeCount", 5L), FAILURE),
                        new PartitionEvent.Ended(
                                KEY, 1, WORKER, AT, "COMPLETED", null, PartitionState.INITIAL, Map.of(), null))
                .map(event ->
                        new Sample(event.getClass().getSimpleName(), event, event.toEnvelope(), PartitionEvent::from));
    }

    private static Stream<Sample> workers() {
        TaskOutput output = new TaskOutput(
                WORKER,
                "repo",
                "repo:7:3",
                "job/1 step[3]",
                List.of(
                        new TaskOutput.Line(false, "out ü"),
                        new TaskOutput.Line(true, ""),
                        new TaskOutput.Logged(800, "org.acme", AT, "said", null),
                        new TaskOutput.Logged(1000, "", AT, "failed", "a stack\ntrace")));
        WorkerPresence presence = new WorkerPresence(
                WORKER, 4, AT, false, List.of(new RunningTask(KEY.text(), "step [7]", 2, Map.of("readCount", 1L))));
        WorkerCommand stop = new WorkerCommand.StopStep(STEP);
        WorkerCommand end = new WorkerCommand.EndWorker(WORKER.text());
        return Stream.of(
                new Sample("output", output, output.toEnvelope(), TaskOutput::from),
                new Sample("presence", presence, presence.toEnvelope(Duration.ofSeconds(3)), WorkerPresence::from),
                new Sample("stop", stop, stop.toEnvelope(), WorkerCommand::from),
                new Sample("end", end, end.toEnvelope(), WorkerCommand::from));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void message_writtenAndRead_isEqual(Sample sample) {
        assertThat(sample.reader().apply(sample.envelope())).isEqualTo(sample.message());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void message_ofALaterVersion_isRefusedWithAdvice(Sample sample) {
        Envelope envelope = sample.envelope();
        Envelope later = with(envelope, envelope.kind(), envelope.version() + 1, envelope.body());

        assertThatThrownBy(() -> sample.reader().apply(later))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("version " + (envelope.version() + 1))
                .hasMessageContaining("same version of Procession");
    }

    @Test
    void checkpoint_ofTheVersionBeforeCounters_hasNone() {
        PartitionCheckpoint written = new PartitionCheckpoint(2, 1, STATE, Map.of("readCount", 10L));
        byte[] body = new WireWriter()
                .int32(2)
                .int32(1)
                .optionalBytes(STATE.userData())
                .optionalBytes(STATE.readerCheckpoint())
                .optionalBytes(STATE.writerCheckpoint())
                .counts(written.metrics())
                .toBytes();

        assertThat(PartitionCheckpoint.from(Envelope.durable(PartitionCheckpoint.KIND, 1, body)))
                .isEqualTo(new PartitionCheckpoint(2, 1, STATE.counters(Map.of()), written.metrics()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void message_ofAnotherKind_isRefused(Sample sample) {
        Envelope envelope = sample.envelope();
        Envelope other = with(envelope, "other", envelope.version(), envelope.body());

        assertThatThrownBy(() -> sample.reader().apply(other))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("'other'")
                .hasMessageContaining("'" + envelope.kind() + "'");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void message_cutShortAnywhere_isRefused(Sample sample) {
        Envelope envelope = sample.envelope();
        int length = envelope.body().length;
        for (int cut = 0; cut < length; cut += Math.max(1, length / 500)) {
            Envelope damaged = with(envelope, envelope.kind(), envelope.version(), Arrays.copyOf(envelope.body(), cut));
            assertThatThrownBy(() -> sample.reader().apply(damaged))
                    .as("%d of %d bytes", cut, length)
                    .isInstanceOf(UnreadableMessageException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void message_withAnyByteDamaged_isReadOrRefusedButNothingElse(Sample sample) {
        Envelope envelope = sample.envelope();
        int length = envelope.body().length;
        for (int at = 0; at < length; at += Math.max(1, length / 500)) {
            byte[] body = envelope.body().clone();
            body[at] = (byte) 0x81; // as the first byte of a length: negative
            Envelope damaged = with(envelope, envelope.kind(), envelope.version(), body);
            try {
                assertThat(sample.reader().apply(damaged)).isNotNull();
            } catch (UnreadableMessageException e) {
                assertThat(e).hasMessageNotContaining("\n");
            }
        }
    }

    private static Envelope with(Envelope envelope, String kind, int version, byte[] body) {
        return new Envelope(kind, version, body, envelope.durable(), envelope.headers(), null, null, null);
    }
}
