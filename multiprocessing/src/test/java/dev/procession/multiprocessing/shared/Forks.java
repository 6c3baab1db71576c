// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.testing.TestBroker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** JVMs that a test starts and kills. */
final class Forks implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final BrokerEndpoint endpoint;
    private final Duration timeToLive;
    private final List<Fork> all = new ArrayList<>();

    /** That lose their connections as fast as {@link TestBroker#SETTINGS} says. */
    Forks(BrokerEndpoint endpoint) {
        this(endpoint, TestBroker.SETTINGS.timeToLive());
    }

    /** That are given so much time on a machine that is busy. */
    Forks(BrokerEndpoint endpoint, Duration timeToLive) {
        this.endpoint = endpoint;
        this.timeToLive = timeToLive;
    }

    Fork start(Class<? extends Program> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                ProgramProcess.class.getName(),
                program.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Fork fork = new Fork(process);
        all.add(fork);
        String settings = endpoint.uri() + "\n" + endpoint.credentials().user() + "\n"
                + endpoint.credentials().password() + "\n" + timeToLive + "\n";
        OutputStream in = process.getOutputStream();
        in.write(settings.getBytes(StandardCharsets.UTF_8));
        in.flush();
        return fork;
    }

    @Override
    public void close() throws InterruptedException {
        for (Fork fork : all) {
            fork.process.destroyForcibly().waitFor();
        }
    }

    /** One of them, and what it prints. */
    static final class Fork {
        private final Process process;
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final Set<String> seen = new HashSet<>();

        private Fork(Process process) {
            this.process = process;
            Thread reader = new Thread(this::readAll);
            reader.setDaemon(true);
            reader.start();
        }

        private void readAll() {
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    lines.add(line);
                }
            } catch (IOException e) {
                // killed
            }
        }

        /** The next line that it prints. */
        String line() throws InterruptedException {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(line).as("next line of process %s", process.pid()).isNotNull();
            return line;
        }

        /** Waits for a line that it prints once. */
        void awaitLine(String expected) throws InterruptedException {
            if (!seen.contains(expected)) {
                assertThat(line()).isEqualTo(expected);
                seen.add(expected);
            }
        }

        long pid() {
            return process.pid();
        }

        /** Ends it as the operating system does: kill -9. */
        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        void signal(String name) throws IOException, InterruptedException {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
        }

        int awaitExit() throws InterruptedException {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("process %s ended", process.pid())
                    .isTrue();
            return process.exitValue();
        }
    }
}
