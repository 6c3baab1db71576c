// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.context.JobContext;
import jakarta.transaction.RollbackException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a test wants to happen at a point of a job: the job parameter {@code fault} is a list such as {@code process 7=throw;write 2=wait
 * go}.
 */
public final class Fault {

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(5);

    private Fault() {}

    /** Whether the test wants this, which the artifact itself must do. */
    static boolean is(JobContext job, String point, String kind) {
        return List.of(job.getProperties().getProperty("fault", "").split(";")).contains(point + "=" + kind);
    }

    /** Whether the test wants no more of this: {@code read=until enough}, and the gate {@code enough} is open. */
    static boolean isEnough(JobContext job, String point) {
        return is(job, point, "until enough")
                && Files.exists(Trace.directory(job).resolve("enough"));
    }

    static void at(JobContext job, String point) throws Exception {
        for (String fault : job.getProperties().getProperty("fault", "").split(";", -1)) {
            int equals = fault.indexOf('=');
            if (equals > 0 && fault.substring(0, equals).equals(point)) {
                happen(job, point, fault.substring(equals + 1));
            }
        }
    }

    private static void happen(JobContext job, String point, String kind) throws Exception {
        switch (kind) {
            case "throw" -> throw new IllegalStateException("fault at " + point);
            case "long" -> throw new IllegalStateException("fault at " + point + "!".repeat(200_000) + "end");
            case "checked" -> throw new IOException("fault at " + point);
            case "foreign" -> throw new RollbackException("fault at " + point); // of a library that is not trusted
            case "error" -> throw new AssertionError("fault at " + point);
            case "once" -> {
                if (isFirst(job, point)) {
                    throw new IOException("fault at " + point);
                }
            }
            case "once-kept" -> {
                if (isFirst(job, point)) {
                    throw new TimeoutException("fault at " + point);
                }
            }
            case "elapse" -> elapse();
            case "loop" -> loop();
            case "loop-once" -> {
                if (isFirst(job, point)) {
                    Trace.add(job, "looping at " + point);
                    loop();
                }
            }
            case "block" -> {
                Trace.add(job, "blocking at " + point);
                new CountDownLatch(1).await();
            }
            case "exit-once" -> {
                if (isFirst(job, point)) {
                    System.exit(5);
                }
            }
            case "halt-once" -> {
                if (isFirst(job, point)) {
                    System.out.println("about to halt at " + point);
                    Runtime.getRuntime().halt(9);
                }
            }
            case "memory-once" -> {
                if (isFirst(job, point)) {
                    exhaust();
                }
            }
            case "stop" -> {
                Trace.add(job, "waiting at " + point);
                awaitStop(job);
            }
            case "halt" -> {
                Trace.add(job, "halting at " + point);
                System.out.println("about to halt at " + point);
                Runtime.getRuntime().halt(9);
            }
            default -> {
                Trace.add(job, "waiting at " + point);
                await(job, kind);
            }
        }
    }

    /** Goes on for ever, and heeds nothing. */
    private static void loop() {
        new CompletableFuture<Void>().join(); // an interrupt does not end it
    }

    private static void exhaust() {
        List<long[]> kept = new ArrayList<>();
        while (kept.size() < Integer.MAX_VALUE) {
            kept.add(new long[10_000_000]);
        }
    }

    /** Takes its time: this is what a step of a job may do, no wait for something. */
    private static void elapse() {
        new CompletableFuture<Void>()
                .completeOnTimeout(null, 4_200, TimeUnit.MILLISECONDS)
                .join();
    }

    static boolean isFirst(JobContext job, String point) throws IOException {
        try {
            Files.createFile(Trace.directory(job).resolve("done-" + point.replace(' ', '-')));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /**
     * Waits until the attempt has been told to stop, as every worker is in its own time: what a test is told of a stop elsewhere does not say that
     * it has come as far as here.
     */
    private static void awaitStop(JobContext job) throws IOException, InterruptedException {
        try (Gate never = new Gate(Trace.directory(job).resolve("never"))) {
            while (job.getBatchStatus() != BatchStatus.STOPPING) {
                boolean unused = never.isOpenWithin(LOOK_INTERVAL);
            }
        }
    }

    /** Waits until the test opens the gate. */
    static void await(JobContext job, String gate) throws IOException, InterruptedException {
        try (Gate open = new Gate(Trace.directory(job).resolve(gate))) {
            open.await();
        }
    }
}
