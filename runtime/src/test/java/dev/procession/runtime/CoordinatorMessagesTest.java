// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;
import dev.procession.runtime.CoordinatorRequest.Reply;
import dev.procession.runtime.CoordinatorRequest.ReplyPart;
import dev.procession.runtime.CoordinatorRequest.Verb;
import jakarta.batch.operations.JobExecutionNotRunningException;
import jakarta.batch.operations.JobStartException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoordinatorMessagesTest {

    @Test
    void request_roundTrip_isTheSame() {
        CoordinatorRequest request = new CoordinatorRequest(Verb.RESTART, 12, Map.of("a", "b\nc"));
        Envelope envelope = request.toEnvelope("replies");
        assertThat(CoordinatorRequest.from(envelope)).isEqualTo(request);
        assertThat(envelope.header(Headers.REPLY_TO)).isEqualTo("replies");
    }

    @Test
    void reply_larger_thanAMessage_goesInParts() {
        String text = "äöü€".repeat(60_000);
        List<Envelope> envelopes = Reply.done(text).toEnvelopes();
        assertThat(envelopes).hasSizeGreaterThan(5).allMatch(envelope -> envelope.body().length < 64 * 1024);

        List<ReplyPart> parts = envelopes.stream().map(ReplyPart::from).toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        parts.forEach(part -> bytes.writeBytes(part.bytes()));
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(text);
        assertThat(parts).extracting(ReplyPart::last).endsWith(false, true).containsOnlyOnce(true);
    }

    @Test
    void reply_empty_isOnePart() {
        assertThat(Reply.done("").toEnvelopes()).hasSize(1);
    }

    @Test
    void failure_ofTheOperator_comesOutAsTheSame() {
        Reply reply = BatchFailures.reply(new JobExecutionNotRunningException("it has ended"));
        assertThat(BatchFailures.exception(reply))
                .isInstanceOf(JobExecutionNotRunningException.class)
                .hasMessage("it has ended");
        assertThat(BatchFailures.exception(BatchFailures.reply(new IllegalStateException("odd"))))
                .isInstanceOf(CoordinatorException.class)
                .hasMessage("odd");
    }

    @Test
    void submission_roundTrip_isTheSame() {
        Submission submission = new Submission("id-1", "job", "<job/>", Map.of("a", "b"));
        Envelope envelope = submission.toEnvelope();
        assertThat(Submission.from(envelope)).isEqualTo(submission);
        assertThat(envelope.durable()).isTrue();
        assertThat(envelope.duplicateId()).isEqualTo("submission:id-1");
    }

    @Test
    void submission_oddId_isRefused() {
        assertThatThrownBy(() -> new Submission("a b", "job", null, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a b");
    }

    @Test
    void submission_brokenXml_saysWhere() {
        assertThatThrownBy(new Submission("id", "odd", "<job", Map.of())::check)
                .isInstanceOf(JobStartException.class)
                .hasMessageContaining("line 1");
    }
}
