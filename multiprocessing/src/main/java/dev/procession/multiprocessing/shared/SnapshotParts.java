// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the pieces of snapshots together, those of each process for themselves. */
final class SnapshotParts {

    private final Map<Long, ByteArrayOutputStream> bySender = new HashMap<>();

    static List<LogEntry.Snapshot> split(long client, byte[] snapshot) {
        int partBytes = LogEntry.MAX_BYTES;
        int parts = Math.max(1, (snapshot.length + partBytes - 1) / partBytes);
        List<LogEntry.Snapshot> all = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int from = part * partBytes;
            byte[] bytes = Arrays.copyOfRange(snapshot, from, Math.min(snapshot.length, from + partBytes));
            all.add(new LogEntry.Snapshot(client, part, parts, bytes));
        }
        return all;
    }

    /** The whole snapshot with the last of its parts, until then null. */
    byte @Nullable [] add(LogEntry.Snapshot part) {
        ByteArrayOutputStream all = bySender.computeIfAbsent(part.client(), sender -> new ByteArrayOutputStream());
        all.writeBytes(part.bytes());
        if (part.part() + 1 < part.parts()) {
            return null;
        }
        bySender.clear();
        return all.toByteArray();
    }
}
