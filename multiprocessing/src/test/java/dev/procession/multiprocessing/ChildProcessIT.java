// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.procession.messaging.ObjectSerializationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChildProcessIT {

    @TempDir
    private Path directory;

    @AfterEach
    void noProcessIsLeft() {
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void start_lambda_runsInAProcessOfItsOwn() throws Exception {
        String file = directory.resolve("pid").toString();
        try (Multiprocessing mp = Multiprocessing.start()) {
            ChildProcess child = mp.process(() -> write(
                    file,
                    ProcessHandle.current().pid() + " " + Multiprocessing.currentProcess() + " "
                            + Multiprocessing.parentProcess().orElseThrow()));
            assertThat(child.name()).matches("Process-\\d+");
            assertThat(child.isAlive()).isFalse();
            child.start().join();
            assertThat(child.exitCode()).hasValue(0);
            ProcessIdentity self = new ProcessIdentity(child.name(), child.pid());
            assertThat(Files.readString(Path.of(file)))
                    .isEqualTo(child.pid() + " " + self + " " + Multiprocessing.currentProcess());
            assertThat(child.pid()).isNotEqualTo(ProcessHandle.current().pid());
            assertThat(Multiprocessing.currentProcess().name()).isEqualTo("MainProcess");
            assertThat(mp.activeChildren()).isEmpty();
        }
    }

    private static void write(String file, String text) throws IOException {
        Files.writeString(Path.of(file), text);
    }

    @Test
    void output_isCopiedByWholeLinesBeforeJoinReturns() throws Exception {
        try (Output output = new Output();
                Multiprocessing mp = Multiprocessing.start()) {
            ChildProcess child = mp.process(ChildProcessIT::print, "Bob").start();
            child.join();
            assertThat(output.lines()).containsExactly("Hello Bob", "unfinished");
            assertThat(output.errors()).isEqualToIgnoringNewLines("an error");
        }
    }

    private static void print(String name) {
        System.out.print("Hello ");
        System.out.println(name);
        System.err.println("an error");
        System.out.print("unfinished");
    }

    @Test
    void arguments_travelAsCopies() throws Exception {
        try (Output output = new Output();
                Multiprocessing mp = Multiprocessing.start()) {
            mp.process((String a, Integer b) -> System.out.println(a + b), "a", 1)
                    .start()
                    .join();
            mp.process(Greeter.class, "Eve", 2).start().join();
            assertThat(output.lines()).containsExactly("a1", "Eve2");
        }
    }

    /** Made in the child. */
    static final class Greeter implements Runnable {
        private final String name;
        private final int number;

        Greeter(String name, int number) {
            this.name = name;
            this.number = number;
        }

        @Override
        public void run() {
            System.out.println(name + number);
        }
    }

    @Test
    void exitCode_saysHowItEnded() throws Exception {
        try (Output output = new Output();
                Multiprocessing mp = Multiprocessing.start()) {
            ChildProcess failing =
                    mp.process(() -> fail("broken")).named("Failing").start();
            failing.join();
            assertThat(failing.exitCode()).hasValue(1);
            assertThat(failing.failure().orElseThrow())
                    .hasMessage("java.io.IOException: broken (thrown in Failing)")
                    .hasStackTraceContaining("at " + ChildProcessIT.class.getName() + ".fail(");
            assertThat(output.errors())
                    .startsWith(
                            "Process Failing:\njava.io.IOException: broken\n\tat " + ChildProcessIT.class.getName());

            ChildProcess exiting = mp.process(() -> System.exit(7)).start();
            exiting.join();
            assertThat(exiting.exitCode()).hasValue(7);
            assertThat(exiting.failure()).isEmpty();
        }
    }

    private static void fail(String message) throws IOException {
        throw new IOException(message);
    }

    @Test
    void terminateAndKill_endItWithTheSignal() throws Exception {
        try (Multiprocessing mp = Multiprocessing.start()) {
            ChildProcess one = mp.process(ChildProcessIT::sleepLong).start();
            ChildProcess other = mp.process(ChildProcessIT::sleepLong).start();
            assertThat(mp.activeChildren()).containsExactlyInAnyOrder(one, other);
            assertThat(one.join(Duration.ofMillis(1))).isFalse();
            assertThat(one.exitCode()).isEmpty();
            assertThatThrownBy(one::close).isInstanceOf(IllegalStateException.class);
            one.terminate();
            other.kill();
            assertThat(one.join(Duration.ofSeconds(20))).isTrue();
            assertThat(other.onExit().get()).isEqualTo(-9);
            assertThat(one.exitCode()).hasValue(-15);
            one.close();
        }
    }

    private static void sleepLong() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Test
    void close_joinsProcessesAndTerminatesDaemons() {
        try (Output output = new Output()) {
            ChildProcess daemon;
            ChildProcess child;
            try (Multiprocessing mp = Multiprocessing.start()) {
                daemon = mp.process(ChildProcessIT::sleepLong).daemon().start();
                child = mp.process(() -> System.out.println("done")).start();
            }
            assertThat(child.exitCode()).hasValue(0);
            assertThat(daemon.exitCode()).hasValue(-15);
            assertThat(output.lines()).containsExactly("done");
        }
    }

    @Test
    void process_ofAProcess_isNamedAfterItAndItsOutputArrives() throws Exception {
        try (Output output = new Output();
                Multiprocessing mp = Multiprocessing.start()) {
            ChildProcess child = mp.process(ChildProcessIT::parent).start();
            child.join();
            assertThat(output.lines()).containsExactly(child.name() + ":1 of " + child.name());
        }
    }

    private static void parent() {
        Multiprocessing.current().process(ChildProcessIT::grandchild).start();
    }

    private static void grandchild() {
        System.out.println(Multiprocessing.currentProcess().name() + " of "
                + Multiprocessing.parentProcess().orElseThrow().name());
    }

    @Test
    void parent_killed_takesChildrenAndGrandchildrenAlong() throws Exception {
        String pids = directory.resolve("pids").toString();
        try (Multiprocessing mp = Multiprocessing.start()) {
            ChildProcess child = mp.process(ChildProcessIT::startSleeper, pids).start();
            await().until(() -> Files.exists(Path.of(pids)));
            long grandchild = Long.parseLong(Files.readString(Path.of(pids)));
            assertThat(ProcessHandle.of(grandchild)).isPresent();
            child.kill();
            await().untilAsserted(() -> assertThat(ProcessHandle.of(grandchild).filter(ProcessHandle::isAlive))
                    .isEmpty());
        }
    }

    private static void startSleeper(String pids) throws Exception {
        long pid = Multiprocessing.current()
                .process(ChildProcessIT::sleepLong)
                .start()
                .pid();
        Path written = Files.writeString(Path.of(pids + ".new"), Long.toString(pid));
        Files.move(written, Path.of(pids));
        sleepLong();
    }

    @Test
    void start_unserialisableArgument_isRefusedByName() {
        try (Multiprocessing mp = Multiprocessing.start()) {
            Object lock = new Object();
            ChildProcess child = mp.process(argument -> {}, lock).named("Odd");
            assertThatThrownBy(child::start)
                    .isInstanceOf(ObjectSerializationException.class)
                    .hasMessageContaining("the target of Odd")
                    .hasMessageContaining("class java.lang.Object is not serialisable");
        }
    }

    @Test
    void start_classOfALibrary_isRefusedWithTheSetting() {
        try (Multiprocessing mp = Multiprocessing.start()) {
            ChildProcess child = mp.process(argument -> {}, TestInstance.Lifecycle.PER_CLASS);
            assertThatThrownBy(child::start)
                    .isInstanceOf(ObjectSerializationException.class)
                    .hasMessageContaining("TestInstance$Lifecycle")
                    .hasMessageContaining("procession.serialization.allow");
        }
    }

    @Test
    void start_classThatTheChildDoesNotHave_saysSoThere() throws Exception {
        MultiprocessingSettings settings = MultiprocessingSettings.defaults();
        settings = settings.classPath(settings.classPath().stream()
                .filter(entry -> !entry.endsWith("test-classes"))
                .toList());
        try (Output output = new Output();
                Multiprocessing mp = Multiprocessing.start(settings)) {
            ChildProcess child = mp.process(() -> {}).start();
            child.join();
            assertThat(child.exitCode()).hasValue(1);
            assertThat(child.failure().orElseThrow())
                    .hasMessageContaining("needs class " + ChildProcessIT.class.getName())
                    .hasMessageContaining("not on the class path of this process");
            assertThat(output.errors()).contains("needs class " + ChildProcessIT.class.getName());
        }
    }

    @Test
    void start_jvmThatCannotStart_endsWithItsExitCodeAndSaysWhy() throws Exception {
        try (Output output = new Output();
                Multiprocessing mp = Multiprocessing.start(
                        MultiprocessingSettings.defaults().standby(0).jvmOptions("-XX:NoSuchOption"))) {
            ChildProcess child = mp.process(() -> {}).start();
            child.join();
            assertThat(child.exitCode()).hasValue(1);
            assertThat(output.errors() + output.lines()).contains("NoSuchOption");
        }
    }
}
