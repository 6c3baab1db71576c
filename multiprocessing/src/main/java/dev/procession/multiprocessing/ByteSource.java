// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.UnreadableMessageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what a {@link ByteSink} wrote, in the same order. */
final class ByteSource {

    private final byte[] bytes;
    private final int end;
    private int at;

    ByteSource(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    private int take(int count) {
        int from = at;
        if (count < 0 || count > end - from) {
            throw new UnreadableMessageException("a message of " + end + " bytes ends too early");
        }
        at = from + count;
        return from;
    }

    int int8() {
        return bytes[take(1)];
    }

    int int32() {
        return get(take(4));
    }

    private int get(int from) {
        return (bytes[from] << 24)
                | ((bytes[from + 1] & 0xff) << 16)
                | ((bytes[from + 2] & 0xff) << 8)
                | (bytes[from + 3] & 0xff);
    }

    long int64() {
        int from = take(8);
        return ((long) get(from) << 32) | (get(from + 4) & 0xffff_ffffL);
    }

    byte[] bytes() {
        int count = int32();
        int from = take(count);
        return Arrays.copyOfRange(bytes, from, from + count);
    }

    int[] ints(int count) {
        ByteBuffer buffer = buffer(count, Integer.BYTES);
        int[] values = new int[count];
        buffer.asIntBuffer().get(values);
        return values;
    }

    long[] longs(int count) {
        ByteBuffer buffer = buffer(count, Long.BYTES);
        long[] values = new long[count];
        buffer.asLongBuffer().get(values);
        return values;
    }

    double[] doubles(int count) {
        ByteBuffer buffer = buffer(count, Double.BYTES);
        double[] values = new double[count];
        buffer.asDoubleBuffer().get(values);
        return values;
    }

    private ByteBuffer buffer(int count, int size) {
        long byteCount = (long) count * size;
        int from = take(byteCount > Integer.MAX_VALUE ? -1 : (int) byteCount);
        return ByteBuffer.wrap(bytes, from, (int) byteCount).order(ByteOrder.LITTLE_ENDIAN);
    }

    String string() {
        int count = int32();
        int from = take(count);
        return new String(bytes, from, count, StandardCharsets.UTF_8);
    }

    /** What follows, up to the end of the block, to be read on its own. */
    ByteSource block() {
        int count = int32();
        int from = take(count);
        return new ByteSource(bytes, from, from + count);
    }

    int remaining() {
        return end - at;
    }
}
