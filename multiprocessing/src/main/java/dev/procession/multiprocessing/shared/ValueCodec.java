// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.ObjectSerializer;
import dev.procession.messaging.UnreadableMessageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Values as bytes: a tag and little more for the usual types, a Java stream through the allow-list for all others. */
final class ValueCodec {

    private static final byte NULL = 0;
    private static final byte OBJECT = 1;
    private static final byte STRING = 2;
    private static final byte INTEGER = 3;
    private static final byte LONG = 4;
    private static final byte DOUBLE = 5;
    private static final byte BOOLEAN = 6;
    private static final byte BYTES = 7;

    private final Supplier<ObjectSerializer> serializer;

    ValueCodec(Supplier<ObjectSerializer> serializer) {
        this.serializer = serializer;
    }

    /** The value as bytes; {@code what} says what it is, should it not be serialisable. */
    byte[] toBytes(@Nullable Object value, Object what) {
        if (value == null) {
            return new byte[] {NULL};
        } else if (value instanceof String text) {
            return tagged(STRING, text.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof Integer number) {
            return ByteBuffer.allocate(1 + Integer.BYTES)
                    .put(INTEGER)
                    .putInt(number)
                    .array();
        } else if (value instanceof Long number) {
            return ByteBuffer.allocate(1 + Long.BYTES).put(LONG).putLong(number).array();
        } else if (value instanceof Double number) {
            return ByteBuffer.allocate(1 + Double.BYTES)
                    .put(DOUBLE)
                    .putDouble(number)
                    .array();
        } else if (value instanceof Boolean bool) {
            return new byte[] {BOOLEAN, (byte) (bool ? 1 : 0)};
        } else if (value instanceof byte[] bytes) {
            return tagged(BYTES, bytes);
        }
        byte[] stream = serializer.get().toBytes(value, "a value of " + what);
        return tagged(OBJECT, stream == null ? new byte[0] : stream);
    }

    private static byte[] tagged(byte tag, byte[] bytes) {
        byte[] all = new byte[bytes.length + 1];
        all[0] = tag;
        System.arraycopy(bytes, 0, all, 1, bytes.length);
        return all;
    }

    /** The value of these bytes. */
    @Nullable
    Object fromBytes(byte[] bytes, Object what) {
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        return switch (bytes[0]) {
            case NULL -> null;
            case STRING -> new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
            case INTEGER -> in.getInt();
            case LONG -> in.getLong();
            case DOUBLE -> in.getDouble();
            case BOOLEAN -> bytes[1] != 0;
            case BYTES -> Arrays.copyOfRange(bytes, 1, bytes.length);
            case OBJECT -> serializer.get().fromBytes(Arrays.copyOfRange(bytes, 1, bytes.length), "a value of " + what);
            default -> throw new UnreadableMessageException("value of " + what + " has the unknown tag " + bytes[0]);
        };
    }
}
