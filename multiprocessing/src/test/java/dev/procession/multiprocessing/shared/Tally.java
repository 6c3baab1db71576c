// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Numbers in memory of several processes, which outlive each of them. */
final class Tally {

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer numbers;

    private Tally(ByteBuffer numbers) {
        this.numbers = numbers;
    }

    static Tally of(Path file, int size) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Tally(channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) size * Long.BYTES));
        }
    }

    void increment(int index) {
        long unused = (long) LONGS.getAndAdd(numbers, index * Long.BYTES, 1L);
    }

    /** Replaces the number if it is the expected one, and returns the one before. */
    long exchange(int index, long expected, long value) {
        return (long) LONGS.compareAndExchange(numbers, index * Long.BYTES, expected, value);
    }

    long get(int index) {
        return (long) LONGS.getVolatile(numbers, index * Long.BYTES);
    }

    LongStream all() {
        return IntStream.range(0, numbers.capacity() / Long.BYTES).mapToLong(this::get);
    }
}
