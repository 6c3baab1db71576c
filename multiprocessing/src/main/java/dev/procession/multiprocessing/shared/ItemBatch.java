// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.Envelope;
import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Items of a queue that ride in one message. */
final class ItemBatch {

    /** Below the size at which Artemis writes a message to a file. */
    static final int MAX_BYTES = 90_000;

    private static final String KIND = "items";
    private static final int VERSION = 1;

    private ItemBatch() {}

    static Envelope toEnvelope(Collection<byte[]> items) {
        WireWriter out = new WireWriter().int32(items.size());
        items.forEach(out::bytes);
        return Envelope.transientMessage(KIND, VERSION, out.toBytes());
    }

    static List<byte[]> from(Envelope envelope) {
        WireReader in = envelope.open(KIND, VERSION);
        int size = in.size();
        List<byte[]> items = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            items.add(in.bytes());
        }
        return items;
    }

    static int count(Envelope envelope) {
        return envelope.open(KIND, VERSION).int32();
    }
}
