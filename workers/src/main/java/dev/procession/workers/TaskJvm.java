// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.WorkerIdentity;
import dev.procession.workers.spi.WorkerExit;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
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
    private static final String OUR_PROPERTIES = "procession.";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Options that two JVMs cannot share: a debugger's port, a file written at exit. */
    private static final List<String> NOT_SHARED =
            List.of("-agentlib:jdwp", "-Xrunjdwp", "-XX:ArchiveClassesAtExit", "-Dcom.sun.management.jmxremote.port");

    /** Variables whose options are among those that this JVM reports as its own. */
    private static final List<String> OPTION_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

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
                new ProcessBuilder(JavaCommand.of(options(), classPath, TaskProcess.class)).redirectErrorStream(true);
        builder.environment().keySet().removeAll(OPTION_VARIABLES);
        try {
            return new TaskJvm(builder.start(), threads);
        } catch (IOException e) {
            throw new TaskProcessException("cannot start a process for the task: " + e.getMessage(), e);
        }
    }

    // The properties of ours that a program has set since its start, such as which of the user's classes are trusted,
    // are no
    // arguments of the JVM.
    private static List<String> options() {
        List<String> options = new ArrayList<>();
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> NOT_SHARED.stream().noneMatch(option::startsWith))
                .forEach(options::add);
        Properties properties = System.getProperties();
        properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(OUR_PROPERTIES))
                .forEach(name -> options.add("-D" + name + "=" + properties.getProperty(name)));
        return options;
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
