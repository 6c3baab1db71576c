// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.UnreadableMessageException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Arguments and results as bytes. Numbers of one type go as an array; values of the other plain types as they are, many of one type without a word between them; of
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

    private static final int PIECE = 1024;

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
        int begin = out.length();
        if (!tryWriteNumbers(values, from, count, out)) {
            out.truncate(begin);
            write(Column.copyOf(values, from, count), courier, what, out);
        }
    }

    /** A piece at a time, so that the numbers need no memory of their own beside what is sent. */
    private static boolean tryWriteNumbers(@Nullable Object[] values, int from, int count, ByteSink out) {
        Column piece = new Column(Math.min(count, PIECE));
        out.int32(count);
        for (int done = 0; done < count; done += piece.size()) {
            int next = Math.min(piece.size(), count - done);
            for (int i = 0; i < next; i++) {
                piece.put(i, values[from + done + i]);
            }
            int type = numbers(piece.array());
            if (type == NOT_PLAIN) {
                return false;
            }
            if (done == 0) {
                out.int8(UNIFORM + type);
            }
            writeNumbers(piece.array(), next, out);
        }
        return count > 0;
    }

    /** As {@link #write(Object[], int, int, Courier, String, ByteSink)}. */
    static void write(Column column, Courier courier, String what, ByteSink out) {
        int type = numbers(column.array());
        out.int32(column.size());
        if (type == NOT_PLAIN) {
            writeObjects((Object[]) column.array(), courier, what, out);
        } else {
            out.int8(UNIFORM + type);
            writeNumbers(column.array(), column.size(), out);
        }
    }

    private static int numbers(Object array) {
        if (array instanceof int[]) {
            return INT;
        } else if (array instanceof long[]) {
            return LONG;
        }
        return array instanceof double[] ? DOUBLE : NOT_PLAIN;
    }

    private static void writeNumbers(Object array, int count, ByteSink out) {
        if (array instanceof int[] ints) {
            out.ints(ints, count);
        } else if (array instanceof long[] longs) {
            out.longs(longs, count);
        } else if (array instanceof double[] doubles) {
            out.doubles(doubles, count);
        }
    }

    private static void writeObjects(@Nullable Object[] values, Courier courier, String what, ByteSink out) {
        int type = values.length == 0 ? NULL : typeOf(values[0]);
        boolean uniform = !isNumber(type);
        for (int i = 1; i < values.length && type != NOT_PLAIN; i++) {
            int other = typeOf(values[i]);
            uniform &= other == type;
            type = other == NOT_PLAIN ? NOT_PLAIN : type;
        }
        if (type == NOT_PLAIN) {
            writeStream(values, courier, what, out);
        } else if (uniform) {
            out.int8(UNIFORM + type);
            for (Object value : values) {
                writePlain(type, value, out);
            }
        } else {
            out.int8(MIXED);
            for (Object value : values) {
                int each = typeOf(value);
                out.int8(each);
                writePlain(each, value, out);
            }
        }
    }

    private static boolean isNumber(int type) {
        return type == INT || type == LONG || type == DOUBLE;
    }

    private static int typeOf(@Nullable Object value) {
        if (value instanceof String) {
            return STRING; // by far the most frequent ones, and the map takes its time
        }
        return value == null ? NULL : PLAIN.getOrDefault(value.getClass(), NOT_PLAIN);
    }

    private static void writeStream(@Nullable Object[] values, Courier courier, String what, ByteSink out) {
        int begin = out.length() - 4;
        try {
            byte[] bytes = courier.toBytes(values.length == 1 ? values[0] : values, what);
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
    static Column read(ByteSource in, Courier courier, String what) {
        int count = in.int32();
        int mode = in.int8();
        if (count < 0 || (mode != UNIFORM && mode != STREAM && count > in.remaining())) {
            throw new UnreadableMessageException(count + " values in " + in.remaining() + " bytes");
        }
        return switch (mode) {
            case STREAM -> Column.of(readStream(in, count, courier, what));
            case UNIFORM + INT -> Column.of(in.ints(count));
            case UNIFORM + LONG -> Column.of(in.longs(count));
            case UNIFORM + DOUBLE -> Column.of(in.doubles(count));
            default -> Column.of(readObjects(in, count, mode));
        };
    }

    private static @Nullable Object[] readObjects(ByteSource in, int count, int mode) {
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
