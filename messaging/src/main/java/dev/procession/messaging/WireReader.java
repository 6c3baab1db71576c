// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a message body in the order in which {@link WireWriter} wrote them. Every method throws
 * {@link UnreadableMessageException} where the body ends too early.
 */
public final class WireReader {

    private final byte[] in;
    private int position;

    /** A reader of this body, from its start. */
    public WireReader(byte[] body) {
        in = body;
    }

    /** Passes so many bytes; returns where they begin. */
    private int advance(int count) {
        int begin = position;
        if (count > in.length - begin) {
            throw tooShort();
        }
        position = begin + count;
        return begin;
    }

    /** Reads 32 bits. */
    public int int32() {
        int at = advance(Integer.BYTES);
        return in[at] << 24 | (in[at + 1] & 0xFF) << 16 | (in[at + 2] & 0xFF) << 8 | (in[at + 3] & 0xFF);
    }

    /** Reads 64 bits. */
    public long int64() {
        long high = int32();
        return high << 32 | (int32() & 0xFFFF_FFFFL);
    }

    /** Reads one byte. */
    public boolean bool() {
        return in[advance(1)] != 0;
    }

    /** Reads a string. */
    public String string() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** Reads a string that may be absent. */
    public @Nullable String optionalString() {
        byte[] value = optionalBytes();
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    /** Reads bytes. */
    public byte[] bytes() {
        byte[] value = optionalBytes();
        if (value == null) {
            throw new UnreadableMessageException("a field that must be present is absent at byte " + position);
        }
        return value;
    }

    /** Reads bytes that may be absent. */
    public byte @Nullable [] optionalBytes() {
        int length = int32();
        if (length < 0) {
            return null;
        }
        int at = advance(length);
        return Arrays.copyOfRange(in, at, at + length);
    }

    /** Reads an instant. */
    public Instant instant() {
        long second = int64();
        int nano = int32();
        try {
            return Instant.ofEpochSecond(second, nano);
        } catch (DateTimeException | ArithmeticException e) {
            throw new UnreadableMessageException("message body holds " + second + " s, which is not a time");
        }
    }

    /** Reads how many elements follow; each takes a byte at least. */
    public int size() {
        int size = int32();
        if (size < 0 || size > in.length - position) {
            throw tooShort();
        }
        return size;
    }

    /** Reads a map of strings, in the order in which it was written. */
    public Map<String, String> strings() {
        return map(this::string);
    }

    /** Reads a map of counts, in the order in which it was written. */
    public Map<String, Long> counts() {
        return map(this::int64);
    }

    private <V> Map<String, V> map(Supplier<V> value) {
        int size = size();
        Map<String, V> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            map.put(string(), value.get());
        }
        return Collections.unmodifiableMap(map);
    }

    private UnreadableMessageException tooShort() {
        return new UnreadableMessageException("message body of " + in.length + " bytes ends too early");
    }
}
