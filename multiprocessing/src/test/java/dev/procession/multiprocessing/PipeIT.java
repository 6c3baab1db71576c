// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.multiprocessing.shared.Connection;
import dev.procession.multiprocessing.shared.EndOfPipeException;
import dev.procession.multiprocessing.shared.Pipe;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pipes between processes, and what becomes of them when processes end. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipeIT {

    @AfterEach
    void nothingIsLeft() {
        Leftovers.assertNone();
    }

    @Tag("full")
    @Test
    void pipes_amongProcesses_end_whenTheyDo() throws Exception {
        try (Multiprocessing mp = Multiprocessing.start()) {
            echoes(mp);
            childThatIsKilledEndsThePipe(mp);
            childThatIsKilledBeforeItBeginsEndsThePipe(mp);
            siblingsTalk(mp);
            messageOutlivesItsSender(mp);
            endThatATaskDidNotTakeIsClosed(mp);
        }
    }

    private static void echoes(Multiprocessing mp) throws Exception {
        Pipe<Integer> pipe = mp.pipe();
        ChildProcess child = mp.process(PipeIT::echo, pipe.second()).start();
        try (Connection<Integer> end = pipe.first()) {
            for (int i = 0; i < 1_000; i++) {
                end.send(i);
                assertThat(end.receive()).isEqualTo(i);
            }
        }
        child.join();
        assertThat(child.failure()).isEmpty();
        assertThat(child.exitCode()).hasValue(0);
    }

    private static void echo(Connection<Integer> end) throws InterruptedException {
        try {
            while (true) {
                end.send(end.receive());
            }
        } catch (EndOfPipeException e) {
            // the parent has closed its end
        }
    }

    private static void childThatIsKilledEndsThePipe(Multiprocessing mp) throws Exception {
        Pipe<String> pipe = mp.pipe();
        ChildProcess child = mp.process(PipeIT::greetAndWait, pipe.second()).start();
        assertThat(pipe.first().receive()).isEqualTo("hello");
        child.kill();
        assertThatThrownBy(() -> pipe.first().receive()).isInstanceOf(EndOfPipeException.class);
        assertThatThrownBy(() -> pipe.first().send("x")).isInstanceOf(EndOfPipeException.class);
        child.join();
    }

    private static void greetAndWait(Connection<String> end) throws InterruptedException {
        end.send("hello");
        end.receive();
    }

    private static void childThatIsKilledBeforeItBeginsEndsThePipe(Multiprocessing mp) throws Exception {
        Pipe<String> pipe = mp.pipe();
        ChildProcess child = mp.process(PipeIT::greetAndWait, pipe.second()).start();
        child.kill();
        child.join();
        assertThat(pipe.first().poll(Duration.ofSeconds(30))).isTrue();
    }

    private static void siblingsTalk(Multiprocessing mp) throws Exception {
        Pipe<String> between = mp.oneWayPipe();
        Pipe<String> up = mp.oneWayPipe();
        ChildProcess sender = mp.process(PipeIT::say, between.second()).start();
        ChildProcess relay =
                mp.process(PipeIT::passOn, between.first(), up.second()).start();
        assertThat(up.first().receive()).isEqualTo("passed on: something");
        sender.join();
        relay.join();
        assertThat(List.of(sender.exitCode().orElseThrow(), relay.exitCode().orElseThrow()))
                .containsOnly(0);
    }

    private static void say(Connection<String> end) throws InterruptedException {
        end.send("something");
    }

    private static void passOn(Connection<String> from, Connection<String> to) throws InterruptedException {
        to.send("passed on: " + from.receive());
    }

    private static void messageOutlivesItsSender(Multiprocessing mp) throws Exception {
        Pipe<String> pipe = mp.oneWayPipe();
        mp.process(PipeIT::say, pipe.second()).start().join();
        assertThat(pipe.first().receive()).isEqualTo("something");
        assertThatThrownBy(() -> pipe.first().receive()).isInstanceOf(EndOfPipeException.class);
    }

    private static void endThatATaskDidNotTakeIsClosed(Multiprocessing mp) throws Exception {
        Pipe<String> pipe = mp.pipe();
        try (WorkerPool pool = mp.pool(1)) {
            CompletableFuture<Integer> first = pool.submit(PipeIT::endless, 0);
            CompletableFuture<Integer> never = pool.submit(PipeIT::count, pipe.second());
            never.cancel(true);
            assertThat(pipe.first().poll(Duration.ofSeconds(30))).isTrue();
            first.cancel(true);
        }
        assertThatThrownBy(() -> pipe.first().receive()).isInstanceOf(EndOfPipeException.class);
    }

    private static int endless(int ignored) throws InterruptedException {
        new CountDownLatch(1).await();
        return ignored;
    }

    private static int count(Connection<String> end) throws InterruptedException {
        return end.receive().length();
    }

    @Test
    void output_printedBeforeASend_isShownBeforeTheReceiverGoesOn() throws Exception {
        try (Output output = new Output();
                Multiprocessing mp = Multiprocessing.start()) {
            Pipe<Integer> pipe = mp.pipe();
            ChildProcess child = mp.process(PipeIT::printAndEcho, pipe.second()).start();
            for (int i = 0; i < 50; i++) {
                pipe.first().send(i);
                int received = pipe.first().receive();
                System.out.println("parent " + received);
            }
            pipe.first().close();
            child.join();
            List<String> lines = output.lines();
            for (int i = 0; i < 50; i++) {
                assertThat(lines.subList(2 * i, 2 * i + 2)).containsExactly("child " + i, "parent " + i);
            }
        }
    }

    private static void printAndEcho(Connection<Integer> end) throws InterruptedException {
        try {
            while (true) {
                int number = end.receive();
                System.out.println("child " + number);
                end.send(number);
            }
        } catch (EndOfPipeException e) {
            // the parent has closed its end
        }
    }
}
