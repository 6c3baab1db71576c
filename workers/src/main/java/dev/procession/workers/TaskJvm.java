// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.WorkerIdentity;
import dev.procession.workers.spi.WorkerExit;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The process started for one task, as the worker that started it sees it: a JVM with the class path and the options of this one.
 * What it prints goes to the standard output of this process.
 */
final class TaskJvm implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final Duration HELLO_LIMIT = Duration.ofSeconds(5);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int SECRET_BYTES = 16;
    private static final int TAIL_LINES = 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Process process;
    private final ProcessOutput output;
    private final Thread printing;

    private TaskJvm(Process process, WorkerThreads threads) {
        this.process = process;
        this.output = new ProcessOutput(process.getInputStream(), new FileOutputStream(FileDescriptor.out));
        this.printing = threads.start("output-of-" + process.pid(), output);
    }

    static TaskJvm start(List<String> classPath, WorkerThreads threads) {
        ProcessBuilder builder =
                JavaCommand.likeThisJvm(classPath, TaskProcess.class).redirectErrorStream(true);
        try {
            return new TaskJvm(builder.start(), threads);
        } catch (IOException e) {
            throw new TaskProcessException("cannot start a process for the task: " + e.getMessage(), e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Waits until the process asks for its task; null if it ends before. */
    @Nullable
    TaskChannel connect() throws IOException {
        byte[] random = new byte[SECRET_BYTES];
        RANDOM.nextBytes(random);
        String secret = HexFormat.of().formatHex(random);
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout((int) POLL.toMillis());
            tell(server.getLocalPort() + "\n" + secret + "\n");
            while (process.isAlive() && System.nanoTime() < deadline) {
                TaskChannel channel = tryAccept(server, secret);
                if (channel != null) {
                    return channel;
                }
            }
        }
        return null;
    }

    private void tell(String text) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // it has ended already
        }
    }

    private static @Nullable TaskChannel tryAccept(ServerSocket server, String secret) throws IOException {
        Socket socket;
        try {
            socket = server.accept();
        } catch (SocketTimeoutException e) {
            return null;
        }
        TaskChannel channel = new TaskChannel(socket);
        if (isOurs(socket, channel, secret)) {
            return channel;
        }
        channel.close(); // any program on this machine can connect
        return null;
    }

    private static boolean isOurs(Socket socket, TaskChannel channel, String secret) {
        try {
            socket.setSoTimeout((int) HELLO_LIMIT.toMillis());
            TaskFrame first = channel.receiveHello();
            socket.setSoTimeout(0);
            return first instanceof TaskFrame.Hello hello
                    && MessageDigest.isEqual(
                            hello.secret().getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
        } catch (IOException | RuntimeException e) {
            return false; // silence, or not our language
        }
    }

    /** How the process ended; kills it if it does not end soon. */
    WorkerExit awaitExit(WorkerIdentity identity) throws InterruptedException {
        if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
        }
        int status = process.waitFor();
        printing.join(END_LIMIT.toMillis());
        return WorkerExit.of(identity, status, false, output.lastLines(TAIL_LINES));
    }

    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }
}
