// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;
import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What another command asks of a coordinator.
 *
 * @param verb what is asked
 * @param argument an execution id or a limit, as the verb wants
 * @param parameters more of it, as the verb wants
 */
record CoordinatorRequest(Verb verb, long argument, Map<String, String> parameters) {

    /** What can be asked; the names are part of the wire. */
    enum Verb {
        EXECUTIONS(false),
        EXECUTION(false),
        WORKERS(false),
        SUBMISSION(false),
        STOP(true),
        ABANDON(true),
        RESTART(true),
        PURGE(true);

        private final boolean order;

        Verb(boolean order) {
            this.order = order;
        }

        /** Whether it changes something; observers may not ask for it. */
        boolean isOrder() {
            return order;
        }
    }

    /** Parameter: only executions with a smaller id. */
    static final String BEFORE = "before";

    /** Parameter that names the submission asked after. */
    static final String SUBMISSION_ID = "id";

    static final String KIND = "request";
    private static final int VERSION = 2;

    CoordinatorRequest(Verb verb, long argument) {
        this(verb, argument, Map.of());
    }

    Envelope toEnvelope(String replyTo) {
        byte[] body = new WireWriter()
                .string(verb.name())
                .int64(argument)
                .strings(parameters)
                .toBytes();
        return Envelope.transientMessage(KIND, VERSION, body).header(Headers.REPLY_TO, replyTo);
    }

    static CoordinatorRequest from(Envelope envelope) {
        WireReader in = envelope.open(KIND, VERSION);
        return new CoordinatorRequest(Verb.valueOf(in.string()), in.int64(), in.strings());
    }

    /**
     * The coordinator's answer; goes out in as many messages as it needs.
     *
     * @param outcome {@link #DONE}, {@link #ELSEWHERE}, or the kind of failure
     * @param text JSON, or why it could not be done
     */
    record Reply(String outcome, String text) {
        static final String KIND = "reply";
        static final String DONE = "DONE";
        /** The text names the coordinator that can do it. */
        static final String ELSEWHERE = "ELSEWHERE";

        private static final int PART_BYTES = 48 * 1024;

        static Reply done(String text) {
            return new Reply(DONE, text);
        }

        boolean isDone() {
            return outcome.equals(DONE);
        }

        List<Envelope> toEnvelopes() {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            List<Envelope> parts = new ArrayList<>();
            int from = 0;
            do {
                int to = Math.min(bytes.length, from + PART_BYTES);
                parts.add(Envelope.transientMessage(
                        KIND,
                        VERSION,
                        new WireWriter()
                                .string(outcome)
                                .bool(to == bytes.length)
                                .bytes(Arrays.copyOfRange(bytes, from, to))
                                .toBytes()));
                from = to;
            } while (from < bytes.length);
            return parts;
        }
    }

    /**
     * One message of an answer.
     *
     * @param outcome that of the whole
     * @param last whether no other follows
     * @param bytes its share of the text
     */
    @SuppressWarnings("ArrayRecordComponent") // opaque bytes
    record ReplyPart(String outcome, boolean last, byte[] bytes) {
        static ReplyPart from(Envelope envelope) {
            WireReader in = envelope.open(Reply.KIND, VERSION);
            return new ReplyPart(in.string(), in.bool(), in.bytes());
        }
    }
}
