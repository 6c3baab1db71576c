// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static dev.procession.multiprocessing.PoolTasks.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In JVMs. */
class ChildProcessIT extends ProcessContract {

    @TempDir
    private Path directory;

    @Override
    Multiprocessing start() {
        return Multiprocessing.start();
    }

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
    void exitCode_ofAProcessThatExits_isWhatItGave() throws Exception {
        try (Multiprocessing mp = Multiprocessing.start()) {
            ChildProcess exiting = mp.process(() -> System.exit(7)).start();
            exiting.join();
            assertThat(exiting.exitCode()).hasValue(7);
            assertThat(exiting.failure()).isEmpty();
        }
    }

    @Test
    void kill_endsItWithTheSignal() throws Exception {
        try (Multiprocessing mp = Multiprocessing.start()) {
            ChildProcess child = mp.process(ChildProcessIT::sleepLong).start();
            child.kill();
            assertThat(child.onExit().get()).isEqualTo(-9);
        }
    }

    private static void sleepLong() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Tag("full")
    @Test
    void close_killsADaemonThatDoesNotEnd() {
        String file = directory.resolve("begun").toString();
        ChildProcess daemon;
        try (Multiprocessing mp = Multiprocessing.start()) {
            daemon = mp.process(() -> heedNoSignal(file)).daemon().start();
            await().until(() -> Files.exists(Path.of(file)));
        }
        assertThat(daemon.exitCode()).hasValue(-9);
    }

    private static void heedNoSignal(String file) throws IOException, InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        write(file, "");
        never.await();
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
