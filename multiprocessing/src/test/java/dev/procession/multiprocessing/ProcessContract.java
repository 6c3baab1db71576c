// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.ObjectSerializationException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What a process does, whether it is a JVM or a thread. */
@Timeout(180)
abstract class ProcessContract {

    abstract Multiprocessing start();

    @Test
    void identity_isThatOfTheProcess() throws Exception {
        try (Output output = new Output();
                Multiprocessing mp = start()) {
            ChildProcess child = mp.process(() -> System.out.println(Multiprocessing.currentProcess() + " of "
                            + Multiprocessing.parentProcess().orElseThrow()))
                    .named("Special")
                    .start();
            child.join();
            assertThat(output.lines())
                    .containsExactly(
                            new ProcessIdentity("Special", child.pid()) + " of " + Multiprocessing.currentProcess());
            assertThat(Multiprocessing.currentProcess().name()).isEqualTo("MainProcess");
            assertThat(mp.activeChildren()).isEmpty();
        }
    }

    @Test
    void output_isCopiedByWholeLinesBeforeJoinReturns() throws Exception {
        try (Output output = new Output();
                Multiprocessing mp = start()) {
            ChildProcess child = mp.process(ProcessContract::print, "Bob").start();
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
                Multiprocessing mp = start()) {
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
                Multiprocessing mp = start()) {
            ChildProcess failing =
                    mp.process(() -> fail("broken")).named("Failing").start();
            failing.join();
            assertThat(failing.exitCode()).hasValue(1);
            assertThat(failing.failure().orElseThrow())
                    .hasMessage("java.io.IOException: broken (thrown in Failing)")
                    .hasStackTraceContaining("at " + ProcessContract.class.getName() + ".fail(");
            assertThat(output.errors())
                    .startsWith(
                            "Process Failing:\njava.io.IOException: broken\n\tat " + ProcessContract.class.getName());
        }
    }

    private static void fail(String message) throws IOException {
        throw new IOException(message);
    }

    @Test
    void terminate_endsIt() throws Exception {
        try (Multiprocessing mp = start()) {
            ChildProcess one = mp.process(ProcessContract::sleepLong).start();
            ChildProcess other = mp.process(ProcessContract::sleepLong).start();
            assertThat(mp.activeChildren()).containsExactlyInAnyOrder(one, other);
            assertThat(one.join(Duration.ofMillis(1))).isFalse();
            assertThat(one.exitCode()).isEmpty();
            assertThatThrownBy(one::close).isInstanceOf(IllegalStateException.class);
            one.terminate();
            other.terminate();
            assertThat(one.join(PoolTasks.PATIENCE)).isTrue();
            assertThat(other.onExit().get()).isEqualTo(-15);
            assertThat(one.exitCode()).hasValue(-15);
            assertThat(one.failure()).isEmpty();
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
            try (Multiprocessing mp = start()) {
                daemon = mp.process(ProcessContract::sleepLong).daemon().start();
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
                Multiprocessing mp = start()) {
            ChildProcess child = mp.process(ProcessContract::parent).start();
            child.join();
            assertThat(output.lines()).containsExactly(child.name() + ":1 of " + child.name());
        }
    }

    private static void parent() {
        Multiprocessing.current().process(ProcessContract::grandchild).start();
    }

    private static void grandchild() {
        System.out.println(Multiprocessing.currentProcess().name() + " of "
                + Multiprocessing.parentProcess().orElseThrow().name());
    }

    @Test
    void start_unserialisableArgument_isRefusedByName() {
        try (Multiprocessing mp = start()) {
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
        try (Multiprocessing mp = start()) {
            ChildProcess child = mp.process(argument -> {}, TestInstance.Lifecycle.PER_CLASS);
            assertThatThrownBy(child::start)
                    .isInstanceOf(ObjectSerializationException.class)
                    .hasMessageContaining("TestInstance$Lifecycle")
                    .hasMessageContaining("procession.serialization.allow");
        }
    }
}
