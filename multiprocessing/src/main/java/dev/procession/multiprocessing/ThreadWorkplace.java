// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.RemoteFailure;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.workers.spi.WorkerExit;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A pool worker that is a thread of this JVM: the same {@link PoolService}, which hears and says the same frames, without a socket. To end it at
 * once is to interrupt what it does.
 */
final class ThreadWorkplace implements Workplace {

    private static final String HOST = "localhost";
    private static final int FAILED = 1;
    private static final int SIGNALLED = 128 + 15;

    private final ThreadProcess process;
    private final Courier courier;
    private final byte[] initializer;
    private final Board board = Board.inMemory();
    private final Voice voice = new Voice();
    private final BlockingQueue<Optional<Frame>> said = new LinkedBlockingQueue<>();
    private final CompletableFuture<WorkerExit> exit = new CompletableFuture<>();
    private volatile @Nullable PoolService service;
    private volatile int status;

    ThreadWorkplace(ThreadProcess process, Courier courier, byte[] initializer) {
        this.process = process;
        this.courier = courier;
        this.initializer = initializer;
    }

    @Override
    public void open(Listener listener) {
        Threads.start("procession-" + process.self().name(), () -> listen(listener));
        Thread unused = process.start(true, this::run, this::ended);
    }

    private void run() {
        try {
            if (!process.isTerminated() // before it had a thread that could be interrupted
                    && initializer.length > 0
                    && courier.fromBytes(initializer, "the initializer of the pool") instanceof Runnable first) {
                first.run();
            }
        } catch (Throwable e) { // an Error too is the pool's to know
            status = FAILED;
            voice.send(new Frame.Failed(RemoteFailure.of(e)));
            process.abandon();
            return;
        }
        PoolService begun = new PoolService(voice, courier, board, 0, CountedOutput.none());
        service = begun;
        try {
            if (!process.isTerminated()) {
                begun.run();
                process.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("there is no line that could break", e);
        } finally {
            process.abandon(); // nothing if it ended in order
        }
    }

    private void ended() {
        int code = process.isTerminated() ? SIGNALLED : status;
        exit.complete(WorkerExit.of(new WorkerIdentity(process.self().name(), HOST, pid()), code, false, List.of()));
        said.add(Optional.empty());
    }

    private void listen(Listener listener) {
        Optional<Frame> next = next();
        while (next.isPresent()) {
            listener.heard(next.get());
            if (said.isEmpty()) {
                listener.paused();
            }
            next = next();
        }
        listener.ended(exit.join());
    }

    private Optional<Frame> next() {
        while (true) {
            try {
                return said.take();
            } catch (InterruptedException e) {
                // of the process whose pool this is: it ends it
            }
        }
    }

    @Override
    public void ready() {}

    @Override
    public long pid() {
        return process.self().pid();
    }

    @Override
    public void send(ByteSink frames) throws IOException {
        for (Frame frame : frames(frames)) {
            send(frame);
        }
    }

    @Override
    public void send(Frame frame) throws IOException {
        PoolService begun = service;
        if (begun == null) {
            throw new IOException("it has not begun yet");
        }
        begun.hear(frame);
    }

    private static List<Frame> frames(ByteSink written) {
        return Frame.decodeAll(Arrays.copyOf(written.array(), written.length()));
    }

    /** What the worker says. */
    private final class Voice implements Line {
        @Override
        public void send(Frame frame) {
            said.add(Optional.of(frame));
        }

        @Override
        public void send(ByteSink frames) {
            frames(frames).forEach(this::send);
        }
    }

    @Override
    public long running() {
        return board.running();
    }

    @Override
    public byte[] unsent() {
        return board.results();
    }

    @Override
    public void awaitOutput(long outBytes, long errBytes) {} // it prints where this process does

    @Override
    public void kill() {
        if (!process.isTerminated()) {
            process.terminate();
            PoolService begun = service;
            if (begun != null) {
                begun.stop();
            }
        }
    }

    @Override
    public CompletableFuture<WorkerExit> exit() {
        return exit;
    }
}
