// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.PartitionCheckpoint;
import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What the commit of a chunk says, as the user's database keeps it: enough to say it to the broker again.
 *
 * @param executionId the execution that committed it
 * @param checkpoint the checkpoint, as its message's body
 * @param collected collector data, as bodies of their messages
 */
@SuppressWarnings("ArrayRecordComponent") // opaque bytes; nobody compares chunks
record CommittedChunk(long executionId, PartitionCheckpoint checkpoint, List<byte[]> collected) {

    private static final int VERSION = 2;

    byte[] toBytes() {
        WireWriter out = new WireWriter();
        out.int32(VERSION).int64(executionId);
        checkpoint.write(out);
        out.int32(collected.size());
        collected.forEach(out::bytes);
        return out.toBytes();
    }

    static CommittedChunk from(byte[] bytes) {
        WireReader in = new WireReader(bytes);
        int version = in.int32();
        if (version < 1 || version > VERSION) {
            throw new IllegalStateException(
                    "the database has a checkpoint of version " + version + ", this worker reads versions up to "
                            + VERSION + "; run the same version of Procession everywhere");
        }
        long executionId = in.int64();
        PartitionCheckpoint checkpoint = PartitionCheckpoint.read(in, version);
        int count = in.int32();
        List<byte[]> collected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            collected.add(in.bytes());
        }
        return new CommittedChunk(executionId, checkpoint, collected);
    }
}
