// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.MessagingException;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.workers.spi.WorkerExit;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The process of one worker incarnation, as its parent sees it. */
final class ChildWorker {

    private static final int TAIL_LINES = 20;

    private final Process process;
    private final WorkerIdentity identity;
    private final Path log;
    private final long logStart;
    private final long startedNanos = System.nanoTime();
    private volatile boolean wanted;

    private ChildWorker(Process process, WorkerIdentity identity, Path log, long logStart) {
        this.process = process;
        this.identity = identity;
        this.log = log;
        this.logStart = logStart;
    }

    /** Starts the process and hands it its settings; does not wait for it to connect. */
    static ChildWorker start(LocalWorkerSettings settings, String name) {
        Path log = settings.logDirectory().resolve(name + ".log");
        long logStart = LogTail.size(log);
        try {
            Process process = new ProcessBuilder(
                            JavaCommand.withDefaults(settings.jvmOptions(), settings.classPath(), WorkerProcess.class))
                    .directory(settings.workingDirectory().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            WorkerIdentity identity = new WorkerIdentity(name, ThisProcess.host(), process.pid());
            ChildWorker child = new ChildWorker(process, identity, log, logStart);
            child.tell(settings.forWorker(name));
            return child;
        } catch (IOException e) {
            throw new MessagingException(
                    "cannot start worker '" + name + "' in " + settings.workingDirectory() + " with its log in " + log
                            + ": " + e.getMessage(),
                    e);
        }
    }

    private void tell(WorkerSettings settings) {
        try {
            WorkerSettingsText.write(settings, input());
        } catch (IOException e) {
            // It has ended already; its exit says why.
        }
    }

    private Writer input() {
        return new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    WorkerIdentity identity() {
        return identity;
    }

    void onExit(Consumer<WorkerExit> listener) {
        CompletableFuture<?> unused = process.onExit()
                .thenAccept(ended -> listener.accept(WorkerExit.of(
                        identity, ended.exitValue(), wanted, LogTail.lastLines(log, logStart, TAIL_LINES))));
    }

    long ageNanos() {
        return System.nanoTime() - startedNanos;
    }

    /** Whether it came as far as the broker, as its log says. */
    boolean wasConnected() {
        return LogTail.hasLine(log, logStart, WorkerProcess.CONNECTED);
    }

    Path log() {
        return log;
    }

    /** Takes no more tasks, and ends when the running ones are done or handed back. */
    void drain() {
        wanted = true;
        try {
            Writer input = input();
            input.write(WorkerProcess.DRAIN + "\n");
            input.flush();
        } catch (IOException e) {
            // It is ending already.
        }
    }

    /** Ends it in haste: its standard input ends. */
    void orphan() {
        wanted = true;
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It is ending already.
        }
    }

    void kill() {
        process.destroyForcibly();
    }
}
