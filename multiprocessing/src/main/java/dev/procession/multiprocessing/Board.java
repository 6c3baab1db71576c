// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Memory that a pool worker shares with its pool: which task runs, and results that were not sent yet. It outlives the worker.
 *
 * <p>Results are sent many at a time, and tasks are sent before they can run; yet of a worker that was killed one has to know what it
 * had begun and what it had done. To send each begin and each result at once would cost a system call each. So the worker writes
 * down what it begins, and every result together with its length before it is done with the task; whoever reads after its death
 * finds the task that ran, and the result of each that ended. A result that had been sent as well is found twice, which its number tells.
 */
final class Board {

    static final int CAPACITY = 64 * 1024;

    private static final int USED = 0;
    private static final int RUNNING = 8;
    private static final int DATA = 64;

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;

    private Board(ByteBuffer memory) {
        this.memory = memory;
    }

    /** Makes the file of a new board, readable by its owner alone. */
    static Path createFile() {
        try {
            Path file = Files.createTempFile(
                    "procession-board-" + ProcessHandle.current().pid() + "-", null);
            Files.write(file, new byte[DATA + CAPACITY]);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary file", e);
        }
    }

    /** The board in a file; once both sides have it, the file may go. */
    static Board map(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, DATA + CAPACITY);
            memory.order(ByteOrder.nativeOrder());
            return new Board(memory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot map " + file, e);
        }
    }

    /** A board for a worker that ends with its pool. */
    static Board inMemory() {
        return new Board(ByteBuffer.allocateDirect(DATA + CAPACITY).order(ByteOrder.nativeOrder()));
    }

    /** The worker begins a task. */
    void begin(long task) {
        LONG.setRelease(memory, RUNNING, task);
    }

    /** The worker is done with its task. */
    void end() {
        LONG.setRelease(memory, RUNNING, 0L);
    }

    /** The task that runs, or 0. */
    long running() {
        return (long) LONG.getAcquire(memory, RUNNING);
    }

    /** Adds a result that fits in. */
    void append(byte[] bytes, int offset, int count) {
        int used = (int) INT.get(memory, USED);
        memory.put(DATA + used, bytes, offset, count);
        INT.setRelease(memory, USED, used + count);
    }

    /** All results were sent. */
    void clear() {
        INT.setRelease(memory, USED, 0);
    }

    /** The results that were written last. */
    byte[] results() {
        byte[] bytes = new byte[(int) INT.getAcquire(memory, USED)];
        memory.get(DATA, bytes);
        return bytes;
    }
}
