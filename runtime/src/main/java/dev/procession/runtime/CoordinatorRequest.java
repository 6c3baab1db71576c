// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;
import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;

/**
 * A question that another command asks the coordinator.
 *
 * @param verb what is asked
 * @param argument an execution id or a limit, as the verb wants
 */
record CoordinatorRequest(Verb verb, long argument) {

    /** What can be asked; the names are part of the wire. */
    enum Verb {
        EXECUTIONS,
        EXECUTION,
        WORKERS
    }

    static final String KIND = "request";
    private static final int VERSION = 1;

    Envelope toEnvelope(String replyTo) {
        byte[] body = new WireWriter().string(verb.name()).int64(argument).toBytes();
        return Envelope.transientMessage(KIND, VERSION, body).header(Headers.REPLY_TO, replyTo);
    }

    static CoordinatorRequest from(Envelope envelope) {
        WireReader in = envelope.open(KIND, VERSION);
        return new CoordinatorRequest(Verb.valueOf(in.string()), in.int64());
    }

    /**
     * The coordinator's answer.
     *
     * @param found whether there is what was asked for
     * @param text JSON, or why it could not be done
     */
    record Reply(boolean found, String text) {
        static final String KIND = "reply";

        Envelope toEnvelope() {
            return Envelope.transientMessage(
                    KIND, VERSION, new WireWriter().bool(found).string(text).toBytes());
        }

        static Reply from(Envelope envelope) {
            WireReader in = envelope.open(KIND, VERSION);
            return new Reply(in.bool(), in.string());
        }
    }
}
