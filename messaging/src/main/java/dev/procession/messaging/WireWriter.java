// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the fields of a message body, in order; {@link WireReader} reads them in the same order. */
public final class WireWriter {

    private static final int ABSENT = -1;
    private static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 8;

    private byte[] bytes = new byte[256];
    private int size;

    /** Everything written so far. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Makes room for so many bytes more; returns where they begin. */
    private int advance(int count) {
        int begin = size;
        int end = Math.addExact(begin, count);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(2L * bytes.length, end), MAX_ARRAY_BYTES));
        }
        size = end;
        return begin;
    }

    /** Writes 32 bits. */
    public WireWriter int32(int value) {
        int at = advance(Integer.BYTES);
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
        return this;
    }

    /** Writes 64 bits. */
    public WireWriter int64(long value) {
        return int32((int) (value >>> 32)).int32((int) value);
    }

    /** Writes one byte. */
    public WireWriter bool(boolean value) {
        int at = advance(1);
        bytes[at] = (byte) (value ? 1 : 0);
        return this;
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
        int32(value.length);
        int at = advance(value.length);
        System.arraycopy(value, 0, bytes, at, value.length);
        return this;
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
}
