// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Copies what a process prints, whole lines at a time, so that lines of several processes do not mix. */
final class LineCopier implements Runnable {

    private static final int BUFFER_BYTES = 8192;

    /** A line that is longer is copied in pieces. */
    private static final int MAX_LINE_BYTES = 1024 * 1024;

    private final InputStream in;
    private volatile PrintStream out;
    private final OutputTail tail;
    private byte[] pending = new byte[BUFFER_BYTES];
    private int length;
    private long copied;

    LineCopier(InputStream in, PrintStream out, OutputTail tail) {
        this.in = in;
        this.out = out;
        this.tail = tail;
    }

    /** What is copied from now on goes there. */
    void to(PrintStream stream) {
        out = stream;
    }

    @Override
    public void run() {
        byte[] bytes = new byte[BUFFER_BYTES];
        try (in) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                take(bytes, count);
            }
        } catch (IOException e) {
            // the process is gone
        }
        if (length > 0) {
            append(
                    System.lineSeparator().getBytes(StandardCharsets.US_ASCII),
                    0,
                    System.lineSeparator().length());
            print(length);
        }
    }

    private void take(byte[] bytes, int count) {
        int end = count;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        append(bytes, 0, end);
        if (end > 0 || length > MAX_LINE_BYTES) {
            print(length);
        }
        append(bytes, end, count - end);
        advance(count);
    }

    private synchronized void advance(long count) {
        copied = count == Long.MAX_VALUE ? count : copied + count;
        notifyAll();
    }

    /** Waits until so many bytes have been copied since the beginning, or none follow, at most so long. */
    synchronized void await(long bytes, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (copied < bytes) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return;
            }
            wait(millis);
        }
    }

    private void append(byte[] bytes, int offset, int count) {
        if (length + count > pending.length) {
            byte[] larger = new byte[Math.max(2 * pending.length, length + count)];
            System.arraycopy(pending, 0, larger, 0, length);
            pending = larger;
        }
        System.arraycopy(bytes, offset, pending, length, count);
        length += count;
    }

    private void print(int count) {
        tail.keep(pending, count);
        out.write(pending, 0, count); // one call: the stream lets nobody in between
        out.flush();
        length = 0;
    }
}
