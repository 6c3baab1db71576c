// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes values one after the other, big-endian, into an array that grows. Arrays are little-endian, as most processors have them. */
final class ByteSink {

    private byte[] bytes;
    private int length;

    ByteSink(int capacity) {
        bytes = new byte[capacity];
    }

    private int grow(int count) {
        int at = length;
        length = Math.addExact(at, count);
        if (length > bytes.length) {
            int twice = bytes.length > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE - 8 : 2 * bytes.length;
            bytes = Arrays.copyOf(bytes, Math.max(twice, length));
        }
        return at;
    }

    void int8(int value) {
        int at = grow(1);
        bytes[at] = (byte) value;
    }

    void int32(int value) {
        put(grow(4), value);
    }

    /** Writes over what was written. */
    void put(int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    void int64(long value) {
        int at = grow(8);
        put(at, (int) (value >>> 32));
        put(at + 4, (int) value);
    }

    void bytes(byte[] value) {
        int32(value.length);
        int at = grow(value.length);
        System.arraycopy(value, 0, bytes, at, value.length);
    }

    /** Writes bytes without their length. */
    void raw(byte[] value) {
        int at = grow(value.length);
        System.arraycopy(value, 0, bytes, at, value.length);
    }

    /** Writes the first {@code count} of these, without their count. */
    void ints(int[] values, int count) {
        buffer(count, Integer.BYTES).asIntBuffer().put(values, 0, count);
    }

    /** Writes the first {@code count} of these, without their count. */
    void longs(long[] values, int count) {
        buffer(count, Long.BYTES).asLongBuffer().put(values, 0, count);
    }

    /** Writes the first {@code count} of these, without their count. */
    void doubles(double[] values, int count) {
        buffer(count, Double.BYTES).asDoubleBuffer().put(values, 0, count);
    }

    private ByteBuffer buffer(int count, int size) {
        int byteCount = Math.multiplyExact(count, size);
        int at = grow(byteCount);
        return ByteBuffer.wrap(bytes, at, byteCount).order(ByteOrder.LITTLE_ENDIAN);
    }

    void string(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Leaves room for a length, to be filled in by {@link #endBlock}. */
    int beginBlock() {
        return grow(4);
    }

    void endBlock(int begin) {
        put(begin, length - begin - 4);
    }

    /** Forgets what was written from there on. */
    void truncate(int newLength) {
        length = newLength;
    }

    int length() {
        return length;
    }

    /** The array that holds what was written, from index 0. */
    byte[] array() {
        return bytes;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}
