// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static dev.procession.multiprocessing.PoolTasks.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.Credentials;
import dev.procession.workers.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A host in a JVM of its own, or another program, which a test starts and ends. */
final class HostFork implements AutoCloseable {

    private final Process process;

    private HostFork(Process process) {
        this.process = process;
    }

    static HostFork start(BrokerEndpoint broker, int places) {
        return start(HostFork.class, broker, Integer.toString(places));
    }

    /** Another program, which is given the broker and this. */
    static HostFork start(Class<?> program, BrokerEndpoint broker, String argument) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                broker.uri(),
                broker.credentials().user(),
                broker.credentials().password(),
                argument);
        try {
            return new HostFork(new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program. It ends with whoever started it. */
    public static void main(String[] args) throws Exception {
        BrokerEndpoint broker = new BrokerEndpoint(args[0], new Credentials(args[1], args[2]));
        CompletableFuture<PoolHost> started = new CompletableFuture<>();
        Signals.on("TERM", () -> started.join().drain(PoolTasks.PATIENCE)); // before a task can run here
        PoolHost host = PoolHost.start(
                broker,
                "host-" + ProcessHandle.current().pid(),
                Integer.parseInt(args[3]),
                MultiprocessingSettings.defaults().standby(0));
        started.complete(host);
        endWithParent();
        host.awaitEnd();
    }

    static void endWithParent() {
        Threads.start("parent", HostFork::awaitParent);
    }

    private static void awaitParent() {
        try {
            while (System.in.read() >= 0) {
                // nothing is said
            }
        } catch (IOException e) {
            // the same as its end
        }
        Runtime.getRuntime().halt(1);
    }

    long pid() {
        return process.pid();
    }

    String name() {
        return "host-" + pid();
    }

    /** Waits until no process works here for anybody. */
    void awaitIdle() {
        await().untilAsserted(() ->
                assertThat(process.descendants().filter(ProcessHandle::isAlive)).isEmpty());
    }

    /** As {@code kill -SIGNAL} does. */
    void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    void awaitExit() throws InterruptedException {
        assertThat(process.waitFor(PoolTasks.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("host %s ended", process.pid())
                .isTrue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
