// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;
import dev.procession.messaging.RemoteFailure;
import dev.procession.messaging.UnreadableMessageException;
import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of a service and their answers, as messages. */
final class ServiceMessages {

    private static final String CALL = "call";
    private static final String ANSWER = "answer";
    private static final int VERSION = 1;

    /** For clocks that differ: that a call is not begun after its time is seen to by the caller, if it lives. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private ServiceMessages() {}

    /** What is to be called. */
    record Call(String signature, List<byte[]> arguments) {}

    /** What came of it: bytes of the result, or a failure. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(
            long pid, byte @Nullable [] result, @Nullable RemoteFailure failure) {}

    static Envelope toEnvelope(Call call, long client, String id, Duration limit) {
        WireWriter out = new WireWriter().string(call.signature).int32(call.arguments.size());
        call.arguments.forEach(out::bytes);
        return Envelope.transientMessage(CALL, VERSION, out.toBytes())
                .header(Headers.CLIENT, Long.toHexString(client))
                .header(Headers.CALL, id)
                .timeToLive(limit.plus(GRACE));
    }

    static Call call(Envelope envelope) {
        WireReader in = envelope.open(CALL, VERSION);
        String signature = in.string();
        List<byte[]> arguments = new ArrayList<>();
        for (int left = in.size(); left > 0; left--) {
            arguments.add(in.bytes());
        }
        return new Call(signature, arguments);
    }

    static long caller(Envelope call) {
        try {
            return Long.parseUnsignedLong(String.valueOf(call.header(Headers.CLIENT)), 16);
        } catch (NumberFormatException e) {
            throw new UnreadableMessageException("a call says that it comes from '" + call.header(Headers.CLIENT)
                    + "', which is no process with shared objects");
        }
    }

    static String id(Envelope message) {
        return String.valueOf(message.header(Headers.CALL));
    }

    static Envelope toEnvelope(Answer answer, String id) {
        WireWriter out = new WireWriter().int64(answer.pid).optionalBytes(answer.result);
        RemoteFailure failure = answer.failure;
        if (failure != null) {
            out.string(failure.className()).optionalString(failure.message()).string(failure.stackTrace());
        }
        return Envelope.transientMessage(ANSWER, VERSION, out.toBytes()).header(Headers.CALL, id);
    }

    static Answer answer(Envelope envelope) {
        WireReader in = envelope.open(ANSWER, VERSION);
        long pid = in.int64();
        byte[] result = in.optionalBytes();
        return new Answer(
                pid, result, result == null ? new RemoteFailure(in.string(), in.optionalString(), in.string()) : null);
    }
}
