// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.Credentials;
import dev.procession.messaging.RemoteFailure;
import dev.procession.messaging.UnreadableMessageException;
import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import org.jspecify.annotations.Nullable;

/** What a process and a child of it say to each other; both are of the same version. */
sealed interface Frame {

    /** A child's first word: shows that it was started by whoever it speaks to. */
    record Hello(int ticket, String secret) implements Frame {}

    /** To a child that waits: who it is from now on, and what it may read. */
    record Begin(ProcessIdentity self, ProcessIdentity parent, Trust trust) implements Frame {}

    /** To a child: the code of its life. */
    @SuppressWarnings("ArrayRecordComponent") // opaque bytes
    record Run(byte[] target) implements Frame {}

    /** From a child: what ended its code. */
    record Failed(RemoteFailure failure) implements Frame {}

    /** From a child: where is the broker? */
    record AskBroker() implements Frame {}

    /** To a child: where it is, or why there is none. */
    record Broker(
            @Nullable BrokerEndpoint endpoint, @Nullable String problem) implements Frame {}

    /** The frame as bytes, its kind first. */
    default byte[] encode() {
        WireWriter out = new WireWriter();
        if (this instanceof Hello hello) {
            out.int32(0).int32(hello.ticket).string(hello.secret);
        } else if (this instanceof Begin begin) {
            out.int32(1);
            write(begin.self, out);
            write(begin.parent, out);
            begin.trust.write(out);
        } else if (this instanceof Run run) {
            out.int32(2).bytes(run.target);
        } else if (this instanceof Failed failed) {
            out.int32(3)
                    .string(failed.failure.className())
                    .optionalString(failed.failure.message())
                    .string(failed.failure.stackTrace());
        } else if (this instanceof AskBroker) {
            out.int32(4);
        } else if (this instanceof Broker broker) {
            out.int32(5).optionalString(broker.problem);
            BrokerEndpoint endpoint = broker.endpoint;
            if (endpoint != null) {
                out.string(endpoint.uri())
                        .string(endpoint.credentials().user())
                        .string(endpoint.credentials().password());
            }
        }
        return out.toBytes();
    }

    /** Reads what {@link #encode()} wrote. */
    static Frame decode(byte[] bytes) {
        WireReader in = new WireReader(bytes);
        int kind = in.int32();
        return switch (kind) {
            case 0 -> new Hello(in.int32(), in.string());
            case 1 -> new Begin(identity(in), identity(in), Trust.read(in));
            case 2 -> new Run(in.bytes());
            case 3 -> new Failed(new RemoteFailure(in.string(), in.optionalString(), in.string()));
            case 4 -> new AskBroker();
            case 5 -> broker(in);
            default -> throw new UnreadableMessageException("no frame has the kind " + kind);
        };
    }

    private static void write(ProcessIdentity identity, WireWriter out) {
        out.string(identity.name()).int64(identity.pid());
    }

    private static ProcessIdentity identity(WireReader in) {
        return new ProcessIdentity(in.string(), in.int64());
    }

    private static Broker broker(WireReader in) {
        String problem = in.optionalString();
        return problem != null
                ? new Broker(null, problem)
                : new Broker(new BrokerEndpoint(in.string(), new Credentials(in.string(), in.string())), null);
    }
}
