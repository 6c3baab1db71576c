// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.Envelope;
import dev.procession.messaging.UnreadableMessageException;
import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** One message of a log; {@code client} is the process that sent it. */
sealed interface LogEntry {

    String KIND = "shared";
    int VERSION = 1;

    /** Of what is to be sent as one: below the size at which Artemis writes a message to a file. */
    int MAX_BYTES = 90_000;

    /** The operation that does nothing: it comes back after all that was sent before it. */
    byte[] NOTHING = {};

    /** The process that sent it. */
    long client();

    /** Operations of a process, in order. */
    record Operations(long client, List<byte[]> operations) implements LogEntry {}

    /** A piece of the state with which this log begins. The first one that is complete counts. */
    @SuppressWarnings("ArrayRecordComponent") // opaque bytes
    record Snapshot(long client, int part, int parts, byte[] bytes) implements LogEntry {}

    /** Somebody found that a process is gone. */
    record Died(long client, long dead) implements LogEntry {}

    /** The log ends here: what comes after it does not count, and its senders say it again in the next. */
    record Seal(long client) implements LogEntry {}

    /** This entry as a message. */
    default Envelope toEnvelope() {
        WireWriter out = new WireWriter();
        if (this instanceof Operations entry) {
            out.int32(0).int64(client()).int32(entry.operations().size());
            entry.operations().forEach(out::bytes);
        } else if (this instanceof Snapshot entry) {
            out.int32(1)
                    .int64(client())
                    .int32(entry.part())
                    .int32(entry.parts())
                    .bytes(entry.bytes());
        } else if (this instanceof Died entry) {
            out.int32(2).int64(client()).int64(entry.dead());
        } else {
            out.int32(3).int64(client());
        }
        return Envelope.transientMessage(KIND, VERSION, out.toBytes());
    }

    /** Reads what {@link #toEnvelope} wrote. */
    static LogEntry from(Envelope envelope) {
        WireReader in = envelope.open(KIND, VERSION);
        int type = in.int32();
        long client = in.int64();
        return switch (type) {
            case 0 -> new Operations(client, operations(in));
            case 1 -> new Snapshot(client, in.int32(), in.int32(), in.bytes());
            case 2 -> new Died(client, in.int64());
            case 3 -> new Seal(client);
            default ->
                throw new UnreadableMessageException(
                        "entry of unknown type " + type + " in the log of a shared object");
        };
    }

    private static List<byte[]> operations(WireReader in) {
        int size = in.size();
        List<byte[]> operations = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            operations.add(in.bytes());
        }
        return operations;
    }
}
