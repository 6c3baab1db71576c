// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.UnreadableMessageException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Arguments and results as bytes. Values of the plain types go as they are, many of one type without a word between them; of
 * anything else there is one stream of Java serialisation for the whole batch, so that classes are named once.
 */
final class ValueCodec {

    private static final int MIXED = 0;
    private static final int STREAM = 1;

    /** The plain types; a batch of one type has its number plus this. */
    private static final int UNIFORM = 16;

    private static final int NULL = 0;
    private static final int INT = 1;
    private static final int LONG = 2;
    private static final int DOUBLE = 3;
    private static final int STRING = 4;
    private static final int BOOLEAN = 5;
    private static final int BYTES = 6;
    private static final int NOT_PLAIN = -1;

    private static final Map<Class<?>, Integer> PLAIN = Map.of(
            Integer.class,
            INT,
            Long.class,
            LONG,
            Double.class,
            DOUBLE,
            String.class,
            STRING,
            Boolean.class,
            BOOLEAN,
            byte[].class,
            BYTES);

    private ValueCodec() {}

    /**
     * Writes {@code count} values from {@code from} on.
     *
     * @throws dev.procession.messaging.ObjectSerializationException if one of them cannot travel; then nothing was written
     */
    static void write(@Nullable Object[] values, int from, int count, Courier courier, String what, ByteSink out) {
        out.int32(count);
        int type = count == 0 ? NULL : typeOf(values[from]);
        boolean uniform = true;
        for (int i = from + 1; i < from + count; i++) {
            int other = typeOf(values[i]);
            uniform &= other == type;
            type = other == NOT_PLAIN ? NOT_PLAIN : type;
        }
        if (type == NOT_PLAIN) {
            writeStream(values, from, count, courier, what, out);
        } else if (uniform) {
            out.int8(UNIFORM + type);
            for (int i = from; i < from + count; i++) {
                writePlain(type, values[i], out);
            }
        } else {
            out.int8(MIXED);
            for (int i = from; i < from + count; i++) {
                int each = typeOf(values[i]);
                out.int8(each);
                writePlain(each, values[i], out);
            }
        }
    }

    private static int typeOf(@Nullable Object value) {
        if (value instanceof Integer) {
            return INT; // by far the most frequent ones, and the map takes its time
        } else if (value instanceof String) {
            return STRING;
        }
        return value == null ? NULL : PLAIN.getOrDefault(value.getClass(), NOT_PLAIN);
    }

    private static void writeStream(
            @Nullable Object[] values, int from, int count, Courier courier, String what, ByteSink out) {
        int begin = out.length() - 4;
        try {
            Object[] batch = new Object[count];
            System.arraycopy(values, from, batch, 0, count);
            byte[] bytes = courier.toBytes(count == 1 ? batch[0] : batch, what);
            out.int8(STREAM);
            out.bytes(bytes);
        } catch (RuntimeException e) {
            out.truncate(begin);
            throw e;
        }
    }

    private static void writePlain(int type, @Nullable Object value, ByteSink out) {
        if (value == null) {
            return;
        }
        switch (type) {
            case INT -> out.int32((Integer) value);
            case LONG -> out.int64((Long) value);
            case DOUBLE -> out.int64(Double.doubleToRawLongBits((Double) value));
            case STRING -> out.string((String) value);
            case BOOLEAN -> out.int8((Boolean) value ? 1 : 0);
            case BYTES -> out.bytes((byte[]) value);
            default -> throw new IllegalStateException("type " + type);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws dev.procession.messaging.ObjectSerializationException if a class is unknown here or not trusted
     */
    static @Nullable Object[] read(ByteSource in, Courier courier, String what) {
        int count = in.int32();
        int mode = in.int8();
        if (count < 0 || (mode != UNIFORM && mode != STREAM && count > in.remaining())) {
            throw new UnreadableMessageException(count + " values in " + in.remaining() + " bytes");
        }
        if (mode == STREAM) {
            return readStream(in, count, courier, what);
        }
        @Nullable Object[] values = new Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = readPlain(mode == MIXED ? in.int8() : mode - UNIFORM, in);
        }
        return values;
    }

    private static @Nullable Object[] readStream(ByteSource in, int count, Courier courier, String what) {
        Object object = courier.fromBytes(in.bytes(), what);
        if (count == 1) {
            return new Object[] {object};
        }
        if (object instanceof Object[] values && values.length == count) {
            return values;
        }
        throw new UnreadableMessageException(what + " are not " + count + " values");
    }

    private static @Nullable Object readPlain(int type, ByteSource in) {
        return switch (type) {
            case NULL -> null;
            case INT -> in.int32();
            case LONG -> in.int64();
            case DOUBLE -> Double.longBitsToDouble(in.int64());
            case STRING -> in.string();
            case BOOLEAN -> in.int8() != 0;
            case BYTES -> in.bytes();
            default -> throw new UnreadableMessageException("no value has the type " + type);
        };
    }
}
