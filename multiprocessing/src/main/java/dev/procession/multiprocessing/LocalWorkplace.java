// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.workers.spi.WorkerExit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A pool worker in a child JVM. */
final class LocalWorkplace implements Workplace {

    private final ChildJvm jvm;
    private final BrokerSource broker;
    private final List<Frame> first;
    private final Path boardFile;
    private final Board board;

    private LocalWorkplace(ChildJvm jvm, BrokerSource broker, List<Frame> first, Path boardFile, Board board) {
        this.jvm = jvm;
        this.broker = broker;
        this.first = first;
        this.boardFile = boardFile;
        this.board = board;
    }

    /** In a JVM that becomes a pool worker when this is opened. */
    static LocalWorkplace of(ChildJvm jvm, BrokerSource broker, Frame begin, long maxMemoryBytes, byte[] initializer) {
        Path file = Board.createFile();
        Board board = Board.map(file);
        Frame serve = new Frame.Serve(file.toString(), maxMemoryBytes, initializer);
        LocalWorkplace place = new LocalWorkplace(jvm, broker, List.of(begin, serve), file, board);
        jvm.clearAway(place::forgetFile);
        return place;
    }

    @Override
    public void open(Listener listener) {
        CompletableFuture<?> unused = Conversation.begin(jvm, first, broker, listener::heard, listener::paused)
                .thenCombine(jvm.exit(), (silence, exit) -> exit)
                .thenAccept(listener::ended);
    }

    /** Both sides have mapped the board. */
    @Override
    public void ready() {
        forgetFile();
    }

    private void forgetFile() {
        try {
            Files.deleteIfExists(boardFile);
        } catch (IOException e) {
            // a temporary file: the system clears it away
        }
    }

    @Override
    public long pid() {
        return jvm.pid();
    }

    @Override
    public void send(ByteSink frames) throws IOException {
        line().send(frames);
    }

    @Override
    public void send(Frame frame) throws IOException {
        line().send(frame);
    }

    private Link line() throws IOException {
        Link link = jvm.link().getNow(null);
        if (link == null) {
            throw new IOException("no connection yet");
        }
        return link;
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
    public void awaitOutput(long outBytes, long errBytes) {
        jvm.awaitOutput(outBytes, errBytes);
    }

    @Override
    public void kill() {
        jvm.kill();
    }

    @Override
    public CompletableFuture<WorkerExit> exit() {
        return jvm.exit();
    }
}
