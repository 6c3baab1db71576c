// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Credentials;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.RemoteFailure;
import dev.procession.messaging.TaskOutput;
import dev.procession.workers.spi.HeldTask.Interruption;
import dev.procession.workers.spi.HeldTask.Send;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TaskFrameTest {

    private static final Envelope ENVELOPE = Envelope.durable("kind", 3, new byte[] {1, 2, 3})
            .header("a", "b")
            .duplicateId("dup")
            .lastValueKey("key")
            .timeToLive(Duration.ofSeconds(3));

    static Stream<TaskFrame> frames() {
        List<Send> sends = List.of(new Send("one", ENVELOPE), new Send("two", ENVELOPE));
        return Stream.of(
                new TaskFrame.Hello("secret"),
                new TaskFrame.Run(
                        "worker-1",
                        "host",
                        2,
                        new BrokerEndpoint("tcp://127.0.0.1:1", new Credentials("worker", "secret")),
                        ConnectionSettings.defaults(),
                        ENVELOPE),
                new TaskFrame.Interrupt(Interruption.HAND_BACK),
                new TaskFrame.Done(null),
                new TaskFrame.Done(ENVELOPE),
                new TaskFrame.Refused("no"),
                new TaskFrame.LastValue("queue", "key"),
                new TaskFrame.Commit(sends),
                new TaskFrame.Complete(sends),
                new TaskFrame.HandBack(),
                new TaskFrame.FlushOutput(),
                new TaskFrame.Printed(new TaskOutput.Line(true, "line")),
                new TaskFrame.Printed(new TaskOutput.Logged(800, "logger", Instant.EPOCH, "message", "thrown")),
                new TaskFrame.Report("key", "words", 2, Map.of("readCount", 7L)),
                new TaskFrame.Returned(null),
                new TaskFrame.Returned(new RemoteFailure("Class", null, "stack")));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void decode_encoded_isTheSame(TaskFrame frame) {
        assertThat(TaskFrame.decode(frame.encode())).usingRecursiveComparison().isEqualTo(frame);
    }

    @Test
    void frames_inThisTest_areAll() {
        assertThat(frames().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(TaskFrame.class.getPermittedSubclasses());
    }

    @Test
    void decode_unknownTag_isRefused() {
        assertThatThrownBy(() -> TaskFrame.decode(new byte[] {0, 0, 0, 99})).hasMessageContaining("99");
    }
}
