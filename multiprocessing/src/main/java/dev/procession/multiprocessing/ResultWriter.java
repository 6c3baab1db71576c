// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.MessagingException;
import dev.procession.messaging.ObjectSerializationException;
import dev.procession.messaging.RemoteFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends the results of a pool worker: several at a time while more tasks wait, at once when none does, and none later than
 * {@link #LATEST}. Until it is sent, a result stands on the {@link Board}.
 */
final class ResultWriter implements AutoCloseable {

    private static final Duration LATEST = Duration.ofNanos(500_000);
    private static final int ENOUGH_BYTES = 16 * 1024;

    private final Line link;
    private final Board board;
    private final Courier courier;
    private final CountedOutput output;
    private final Thread flusher;
    private final ByteSink pending = new ByteSink(2 * ENOUGH_BYTES);
    private long toldOut;
    private long toldErr;
    private volatile boolean closed;

    ResultWriter(Line link, Board board, Courier courier, CountedOutput output) {
        this.link = link;
        this.board = board;
        this.courier = courier;
        this.output = output;
        this.flusher = Threads.start("procession-results", this::flushLate);
    }

    /** Notes the results of a task, or its failure if they cannot travel. */
    synchronized void completed(long task, long nanos, Column values) throws IOException {
        int begin = begin(task, nanos, Frame.Result.COMPLETED);
        try {
            ValueCodec.write(values, courier, "the result", pending);
            end(begin);
        } catch (ObjectSerializationException e) {
            pending.truncate(begin);
            failed(task, nanos, e);
        }
    }

    synchronized void failed(long task, long nanos, Throwable failure) throws IOException {
        int begin = begin(task, nanos, Frame.Result.FAILED);
        RemoteFailure text = RemoteFailure.of(failure);
        pending.string(text.className());
        pending.string(text.message() == null ? "" : text.message());
        pending.int8(text.message() == null ? 0 : 1);
        pending.string(text.stackTrace());
        end(begin);
    }

    private int begin(long task, long nanos, int state) {
        int begin = pending.beginBlock();
        pending.int32(Frame.RESULT);
        pending.int64(task);
        pending.int64(nanos);
        long out = output.out();
        long err = output.err();
        boolean printed = out != toldOut || err != toldErr;
        pending.int8(printed ? state | Frame.Result.PRINTED : state);
        if (printed) {
            pending.int64(out);
            pending.int64(err);
            toldOut = out;
            toldErr = err;
        }
        return begin;
    }

    private void end(int begin) throws IOException {
        pending.endBlock(begin);
        if (pending.length() > Board.CAPACITY) {
            flush(); // too large for the board: the task counts as running until its result is sent
            return;
        }
        board.append(pending.array(), begin, pending.length() - begin);
        if (pending.length() > ENOUGH_BYTES) {
            flush();
        } else if (begin == 0) {
            LockSupport.unpark(flusher);
        }
    }

    /** Sends all that was noted. */
    synchronized void flush() throws IOException {
        if (pending.length() > 0) {
            link.send(pending);
            board.clear();
            pending.truncate(0);
        }
    }

    /** Sends all that was noted; nothing will be noted any more. */
    @Override
    public void close() throws IOException {
        flush();
        closed = true;
        LockSupport.unpark(flusher);
    }

    private synchronized boolean isEmpty() {
        return pending.length() == 0;
    }

    private void flushLate() {
        try {
            while (!closed) {
                while (isEmpty() && !closed) {
                    LockSupport.park(this);
                }
                LockSupport.parkNanos(LATEST.toNanos());
                flush();
            }
        } catch (IOException | MessagingException e) {
            // the pool is gone, and this process goes with it
        }
    }
}
