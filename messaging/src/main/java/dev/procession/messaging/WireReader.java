// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
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

    private final ByteBuffer in;

    /** A reader of this body, from its start. */
    public WireReader(byte[] body) {
        in = ByteBuffer.wrap(body);
    }

    /** Reads 32 bits. */
    public int int32() {
        return read(in::getInt);
    }

    /** Reads 64 bits. */
    public long int64() {
        return read(in::getLong);
    }

    /** Reads one byte. */
    public boolean bool() {
        return read(in::get) != 0;
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
            throw new UnreadableMessageException("a field that must be present is absent at byte " + in.position());
        }
        return value;
    }

    /** Reads bytes that may be absent. */
    public byte @Nullable [] optionalBytes() {
        int length = int32();
        if (length < 0) {
            return null;
        }
        if (length > in.remaining()) {
            throw tooShort();
        }
        byte[] value = new byte[length];
        in.get(value);
        return value;
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
        if (size < 0 || size > in.remaining()) {
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

    private <T> T read(Supplier<T> field) {
        try {
            return field.get();
        } catch (BufferUnderflowException e) {
            throw tooShort();
        }
    }

    private UnreadableMessageException tooShort() {
        return new UnreadableMessageException("message body of " + in.limit() + " bytes ends too early");
    }
}
