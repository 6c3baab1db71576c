// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.BrokerEndpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The program of a worker JVM that another process starts: reads its settings from standard input, and ends when that does.
 *
 * <p>Exit codes: those of {@link WorkerEnd}; 1 if it could not start.
 */
public final class WorkerProcess {

    /** What a parent writes to end the worker without haste. */
    static final String DRAIN = "drain";

    /** Begins the line on standard output by which a parent sees, in the log, that a worker came as far as the broker. */
    static final String CONNECTED = "procession: connected as ";

    private static final Duration ORPHAN_GRACE = Duration.ofSeconds(1);
    private static final String END_SECONDS = "procession.worker.end.seconds";

    /**
     * What a worker JVM may take to end when its tasks have ended; longer for one that bin/procession lets write down the classes that it has loaded,
     * which takes its time on a busy machine.
     */
    private static final Duration END_MARGIN = Duration.ofSeconds(Long.getLong(END_SECONDS, 5));

    private WorkerProcess() {}

    /** How long one whose parent has gone may take to end before it halts. */
    static Duration orphanLimit() {
        return ORPHAN_GRACE.plus(END_MARGIN);
    }

    /** Runs a worker until it is told to end or standard input ends. */
    public static void main(String[] args) {
        System.exit(run());
    }

    private static int run() {
        try {
            BufferedReader parent = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            System.setIn(InputStream.nullInputStream()); // user code must not swallow what the parent says
            StandardStreams.capture(System.out, System.err);
            WorkerSettings settings = WorkerSettingsText.read(parent);
            if (settings == null) {
                return 0; // the parent is gone already
            }
            Worker worker = Worker.start(settings, new ProcessListener(settings.name(), grace -> {}));
            // Ctrl-C reaches all processes of a terminal, but it is the parent's to say what becomes of the job.
            Signals.ignore("INT");
            Signals.ignore("HUP");
            Signals.on("TERM", worker::drain);
            startDaemon("parent", () -> watchParent(parent, worker));
            return worker.awaitEnd().exitCode();
        } catch (IOException | RuntimeException | InterruptedException e) {
            e.printStackTrace(System.err);
            return 1;
        }
    }

    /**
     * Runs a worker that has no parent in this JVM until it has ended; SIGTERM and Ctrl-C drain it.
     *
     * @return the exit code for the program to end with
     * @throws IllegalStateException if there is no task handler, or two for one kind
     */
    public static int runByHand(WorkerSettings settings) throws InterruptedException {
        return runByHand(settings, grace -> {});
    }

    /**
     * As {@link #runByHand(WorkerSettings)}, in a JVM that does more than that.
     *
     * @param draining told when the worker begins to end, and how long what it runs may take
     */
    public static int runByHand(WorkerSettings settings, Consumer<Duration> draining) throws InterruptedException {
        StandardStreams.capture(System.out, System.err);
        Worker worker = Worker.start(settings, new ProcessListener(null, draining));
        Signals.on("INT", worker::drain);
        Signals.on("TERM", worker::drain);
        return worker.awaitEnd().exitCode();
    }

    private static void watchParent(BufferedReader parent, Worker worker) {
        try {
            for (String line = parent.readLine(); line != null; line = parent.readLine()) {
                if (line.equals(DRAIN)) {
                    worker.drain();
                }
            }
        } catch (IOException e) {
            // the same as its end
        }
        worker.drain(ORPHAN_GRACE);
    }

    private static void startDaemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Tells the parent of the connection, and sees to it that the end does not hang. */
    private static final class ProcessListener implements WorkerListener {

        private static final int HALTED = 71;

        private final @Nullable String nameForParent;
        private final Consumer<Duration> onDraining;

        ProcessListener(@Nullable String nameForParent, Consumer<Duration> onDraining) {
            this.nameForParent = nameForParent;
            this.onDraining = onDraining;
        }

        @Override
        public void connected(BrokerEndpoint broker) {
            if (nameForParent != null) {
                System.out.println(CONNECTED + nameForParent);
            }
        }

        // User threads, shutdown hooks and a broker that does not answer could each keep the JVM from ending.
        @Override
        public void draining(Duration grace) {
            Executor afterwards = CompletableFuture.delayedExecutor(
                    grace.plus(END_MARGIN).toNanos(), TimeUnit.NANOSECONDS, work -> startDaemon("halt", work));
            afterwards.execute(() -> {
                System.err.println("procession: the worker did not end in time, halting");
                Runtime.getRuntime().halt(HALTED);
            });
            onDraining.accept(grace);
        }
    }
}
