// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.WorkerIdentity;
import dev.procession.workers.JavaCommand;
import dev.procession.workers.spi.WorkerExit;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A JVM that this one has started, before and after it is told what it is for. */
final class ChildJvm {

    /** A grandchild that inherited the output may keep it open. */
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);

    static final String HOST = "localhost";

    private final Process process;
    private final Gate.Ticket ticket;
    private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();
    private final CompletableFuture<WorkerExit> exit = new CompletableFuture<>();
    private final OutputTail tail = new OutputTail();
    private final LineCopier out;
    private final LineCopier err;

    private ChildJvm(Process process, Gate.Ticket ticket) {
        this.process = process;
        this.ticket = ticket;
        this.out = new LineCopier(process.getInputStream(), ThisProcess.out(), tail);
        this.err = new LineCopier(process.getErrorStream(), ThisProcess.err(), tail);
    }

    /**
     * Starts it; {@link #link()} is completed when it is ready to be told more.
     *
     * @param toWait whether nobody has anything for it to do yet
     * @throws MultiprocessingException if the system starts no process
     */
    static ChildJvm start(MultiprocessingSettings settings, Gate gate, boolean toWait) {
        Gate.Ticket ticket = gate.expect();
        try {
            Process process = JavaCommand.smallLikeThisJvm(
                            settings.jvmOptions(), settings.classPath(), SpawnedProcess.class)
                    .start();
            ChildJvm child = new ChildJvm(process, ticket);
            child.tell(gate.port() + "\n" + ticket.number() + "\n" + ticket.secret() + "\n" + toWait + "\n");
            child.watch(gate);
            return child;
        } catch (IOException e) {
            gate.forget(ticket);
            throw new MultiprocessingException("cannot start a process: " + e.getMessage(), e);
        }
    }

    private void tell(String text) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // it has ended already
        }
    }

    private void watch(Gate gate) {
        String name = "procession-" + pid();
        Thread outThread = Threads.start(name + "-out", out);
        Thread errThread = Threads.start(name + "-err", err);
        Threads.start(name + "-exit", () -> {
            int status = awaitStatus();
            joinQuietly(outThread);
            joinQuietly(errThread);
            gate.forget(ticket);
            gone.complete(null);
            exit.complete(WorkerExit.of(new WorkerIdentity(name, HOST, pid()), status, false, tail.lines()));
        });
    }

    private int awaitStatus() {
        while (true) {
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                // nobody has this thread to interrupt it
            }
        }
    }

    private static void joinQuietly(Thread thread) {
        try {
            thread.join(LAST_OUTPUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The line to it; cancelled if it ends before there is one. */
    CompletableFuture<Link> link() {
        return ticket.link();
    }

    /** Tells it something when it listens. */
    void tell(Frame frame) {
        CompletableFuture<?> unused = link().thenAccept(link -> {
            try {
                link.send(frame);
            } catch (IOException e) {
                // it is gone
            }
        });
    }

    /** What it prints from now on goes there. */
    void printTo(PrintStream outStream, PrintStream errStream) {
        out.to(outStream);
        err.to(errStream);
    }

    /** Clears away what it leaves, when it has ended and before anybody hears of that. */
    void clearAway(Runnable what) {
        CompletableFuture<?> unused = gone.thenRun(what);
    }

    /** How it ended; completed when what it printed has been copied. */
    CompletableFuture<WorkerExit> exit() {
        return exit;
    }

    /** Blocks until what it printed up to there has been copied. */
    void awaitOutput(long outBytes, long errBytes) {
        try {
            out.await(outBytes, LAST_OUTPUT);
            err.await(errBytes, LAST_OUTPUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The exit code as Python has it: -N for signal N. One that nobody saw is that of a process whose parent is gone. */
    static int exitCode(WorkerExit exit) {
        Integer signal = exit.signal();
        Integer code = exit.exitCode();
        return signal != null ? -signal : code == null ? SpawnedProcess.ORPHANED : code;
    }

    void terminate() {
        process.destroy();
    }

    void kill() {
        process.destroyForcibly();
    }
}
