// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the fields of a message body, in order; {@link WireReader} reads them in the same order. */
public final class WireWriter {

    private static final int ABSENT = -1;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private final DataOutputStream out = new DataOutputStream(bytes);

    /** Everything written so far. */
    public byte[] toBytes() {
        return bytes.toByteArray();
    }

    /** Writes 32 bits. */
    public WireWriter int32(int value) {
        return write(() -> out.writeInt(value));
    }

    /** Writes 64 bits. */
    public WireWriter int64(long value) {
        return write(() -> out.writeLong(value));
    }

    /** Writes one byte. */
    public WireWriter bool(boolean value) {
        return write(() -> out.writeBoolean(value));
    }

    /** Writes a string as UTF-8, of any length. */
    public WireWriter string(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a string that may be absent. */
    public WireWriter optionalString(@Nullable String value) {
        return value == null ? int32(ABSENT) : string(value);
    }

    /** Writes bytes with their length. */
    public WireWriter bytes(byte[] value) {
        return write(() -> {
            out.writeInt(value.length);
            out.write(value);
        });
    }

    /** Writes bytes that may be absent. */
    public WireWriter optionalBytes(byte @Nullable [] value) {
        return value == null ? int32(ABSENT) : bytes(value);
    }

    /** Writes an instant to the nanosecond. */
    public WireWriter instant(Instant value) {
        return int64(value.getEpochSecond()).int32(value.getNano());
    }

    /** Writes a map of strings. */
    public WireWriter strings(Map<String, String> map) {
        int32(map.size());
        map.forEach((key, value) -> string(key).string(value));
        return this;
    }

    /** Writes a map of counts. */
    public WireWriter counts(Map<String, Long> map) {
        int32(map.size());
        map.forEach((key, value) -> string(key).int64(value));
        return this;
    }

    private interface Write {
        void run() throws IOException;
    }

    private WireWriter write(Write write) {
        try {
            write.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a byte array does not fail
        }
    }
}
