// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.procession.messaging.ObjectSerializationException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class PipeContract {

    private static final Duration SOON = Duration.ofMillis(100);

    Processes processes;
    SharedObjects one;
    SharedObjects other;

    /** To be called before each test. */
    void begin(Processes each) {
        processes = each;
        one = processes.process();
        other = processes.steadyProcess();
    }

    @AfterEach
    void close() {
        processes.close();
    }

    /** The ends of the pipe {@code name}, which have met. */
    record Ends(Connection<Object> first, Connection<Object> second) {}

    Ends met(String name) throws Exception {
        Connection<Object> first = one.<Object>pipe(name).first();
        Connection<Object> second = other.<Object>pipe(name).second();
        assertThat(first.poll()).isFalse();
        firstWaits();
        second.send("met");
        assertThat(first.receive()).isEqualTo("met");
        return new Ends(first, second);
    }

    /** Called when one end waits for the other. */
    void firstWaits() throws Exception {}

    @Test
    void messages_ofAllTypesAndSizes_comeInOrderBothWays() throws Exception {
        Ends ends = met("p");
        List<Object> values = List.of(
                "text",
                1,
                2L,
                3.5,
                true,
                List.of(1, 2),
                Map.of("a", 1),
                LocalDate.of(2026, 11, 22),
                "x".repeat(5_000_000));
        Future<List<Object>> echo = processes.start(() -> {
            List<Object> received = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                Object value = ends.second().receive();
                received.add(value);
                ends.second().send(value);
            }
            return received;
        });
        for (Object value : values) {
            ends.first().send(value);
            assertThat(ends.first().receive()).isEqualTo(value);
        }

        assertThat(echo.get(30, SECONDS)).isEqualTo(values);
    }

    @Test
    void poll_nothingThenAMessageThenTheEnd_tellsEach() throws Exception {
        Ends ends = met("p");
        assertThat(ends.first().poll()).isFalse();
        assertThat(ends.first().poll(SOON)).isFalse();
        ends.second().send("last");
        ends.second().close();

        assertThat(ends.first().poll(Duration.ofSeconds(30))).isTrue();
        assertThat(ends.first().receive()).isEqualTo("last");
        assertThat(ends.first().poll(Duration.ofSeconds(30))).isTrue();
        assertThatThrownBy(() -> ends.first().receive())
                .isInstanceOf(EndOfPipeException.class)
                .hasMessageContaining("second end of pipe 'p' is closed");
        ends.first().close();
    }

    @Test
    void receive_otherEndClosesMeanwhile_ends() throws Exception {
        Ends ends = met("p");
        Future<Object> waiting = processes.start(() -> ends.first().receive());
        ends.second().close();

        assertThatThrownBy(() -> waiting.get(30, SECONDS)).hasCauseInstanceOf(EndOfPipeException.class);
    }

    @Test
    void send_otherEndIsClosed_saysSo() throws Exception {
        Ends ends = met("p");
        ends.first().close();

        await().atMost(Processes.PATIENCE)
                .untilAsserted(
                        () -> // by way of the broker the news is under way for a moment
                        assertThatThrownBy(() -> ends.second().send("x")).isInstanceOf(EndOfPipeException.class));
        assertThatThrownBy(() -> ends.first().send("x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was closed here");
    }

    @Test
    void receive_ownEndIsClosedMeanwhile_saysSo() throws Exception {
        Ends ends = met("p");
        Future<Object> waiting = processes.start(() -> ends.first().receive());
        assertThat(ends.second().poll(SOON)).isFalse();
        ends.first().close();

        assertThatThrownBy(() -> waiting.get(30, SECONDS))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was closed here");
    }

    @Test
    void receive_interrupted_goesOnAfterwards() throws Exception {
        Ends ends = met("p");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> ends.first().receive()).isInstanceOf(InterruptedException.class);
        ends.second().send("x");
        assertThat(ends.first().receive()).isEqualTo("x");
    }

    @Test
    void send_beforeTheOtherEndIsUsed_isKeptAlsoIfTheSenderEnds() throws Exception {
        Connection<Object> second = other.<Object>pipe("p").second();
        for (int i = 0; i < 100; i++) {
            second.send(i);
        }
        second.close();
        Connection<Object> first = one.<Object>pipe("p").first();
        for (int i = 0; i < 100; i++) {
            assertThat(first.receive()).isEqualTo(i);
        }
        assertThatThrownBy(first::receive).isInstanceOf(EndOfPipeException.class);
    }

    @Test
    void send_beforeAndAfterTheyMeet_keepsTheOrder() throws Exception {
        Connection<Object> second = other.<Object>pipe("p").second();
        for (int i = 0; i < 100; i++) {
            second.send(i);
        }
        Connection<Object> first = one.<Object>pipe("p").first();
        assertThat(first.receive()).isEqualTo(0);
        first.send("hello");
        assertThat(second.receive()).isEqualTo("hello");
        for (int i = 100; i < 200; i++) {
            second.send(i);
        }
        for (int i = 1; i < 200; i++) {
            assertThat(first.receive()).isEqualTo(i);
        }
        second.close();
        assertThatThrownBy(first::receive).isInstanceOf(EndOfPipeException.class);
    }

    @Test
    void bothEnds_inOneProcess_areAPipeToo() throws Exception {
        Pipe<String> pipe = one.pipe();
        Future<String> received = processes.start(() -> pipe.first().receive());
        pipe.second().send("x");
        assertThat(received.get(30, SECONDS)).isEqualTo("x");
    }

    @Test
    void oneWay_wrongDirection_isRefused() throws Exception {
        Connection<Object> first = one.<Object>oneWayPipe("p").first();
        Connection<Object> second = other.<Object>oneWayPipe("p").second();
        second.send("x");
        assertThat(first.receive()).isEqualTo("x");
        assertThatThrownBy(() -> first.send("y")).hasMessageContaining("never sends");
        assertThatThrownBy(second::receive).hasMessageContaining("never receives");
    }

    private record NotSerializable(int number) {}

    @Test
    void send_objectThatCannotTravel_isRefusedAndThePipeGoesOn() throws Exception {
        Ends ends = met("p");
        assertThatThrownBy(() -> ends.first().send(List.of(new NotSerializable(1))))
                .isInstanceOf(ObjectSerializationException.class)
                .hasMessageContaining(NotSerializable.class.getName());
        assertThatThrownBy(() -> ends.first().send(TestInstance.Lifecycle.PER_CLASS))
                .isInstanceOf(ObjectSerializationException.class)
                .hasMessageContaining("not trusted");
        ends.first().send("x");
        assertThat(ends.second().receive()).isEqualTo("x");
    }

    @Test
    void end_ofAnotherProcess_cannotBeHad() {
        Connection<Object> first = one.<Object>pipe("p").first();
        assertThatThrownBy(() -> other.pipe("p").first())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("first end of pipe 'p' belongs to another process");
        first.close();
        assertThatThrownBy(() -> other.pipe("p").first()).hasMessageContaining("is closed");
    }

    @Test
    void pipe_whoseEndsAreClosed_beginsAnew() throws Exception {
        for (int i = 0; i < 2; i++) {
            Ends ends = met("p");
            ends.second().send("not received");
            ends.first().close();
            ends.second().close();
        }
    }

    @Test
    void connection_inAQueue_belongsToWhoTakesIt() throws Exception {
        Pipe<String> pipe = one.pipe();
        SharedQueue<Connection<String>> queue = one.queue("q");
        queue.put(pipe.second());
        queue.flush();
        assertThatThrownBy(() -> pipe.second().send("x")).isInstanceOf(IllegalStateException.class);
        Connection<String> taken =
                other.resolving(() -> other.<Connection<String>>queue("q").poll());
        taken.send("hello");
        assertThat(pipe.first().receive()).isEqualTo("hello");
        assertThatThrownBy(() -> queue.put(pipe.first())).hasMessageContaining("it was used already");
    }

    @Test
    void handedOver_neverArrives_ends() throws Exception {
        Pipe<String> pipe = one.pipe();
        SharedQueue<Connection<String>> queue = one.queue("q");
        List<Runnable> unlessArrived = new ArrayList<>();
        SharedObjects.handingOver(unlessArrived::add, () -> queue.offer(pipe.second()));
        assertThat(pipe.first().poll(SOON)).isFalse();
        unlessArrived.forEach(Runnable::run);

        assertThatThrownBy(() -> pipe.first().receive()).isInstanceOf(EndOfPipeException.class);
    }

    @Test
    void receive_processOfTheOtherEndIsLostBeforeTheyMet_ends() throws Exception {
        Connection<Object> first = other.<Object>pipe("p").first();
        Connection<Object> second = one.<Object>pipe("p").second();
        assertThat(first.poll()).isFalse();
        one.close();

        assertThatThrownBy(first::receive).isInstanceOf(EndOfPipeException.class);
        assertThatThrownBy(() -> second.send("x")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void awaitAny_saysWhereSomethingIs() throws Exception {
        Ends p = met("p");
        Ends q = met("q");
        Connection<Object> alone = one.<Object>pipe("alone").first();
        List<Connection<Object>> all = List.of(p.first(), q.first(), alone);

        assertThat(Connection.awaitAny(all, SOON)).isEmpty();
        q.second().send("x");
        assertThat(Connection.awaitAny(all, Duration.ofSeconds(30))).isEqualTo(List.of(q.first()));
        assertThat(q.first().receive()).isEqualTo("x");
        Future<?> sender = processes.run(() -> p.second().send("y"));
        assertThat(Connection.awaitAny(all, Duration.ofSeconds(30))).isEqualTo(List.of(p.first()));
        sender.get(30, SECONDS);
        assertThat(p.first().receive()).isEqualTo("y");
        other.<Object>pipe("alone").second().close();
        assertThat(Connection.awaitAny(all, Duration.ofSeconds(30))).isEqualTo(List.of(alone));
        assertThat(Connection.awaitAny(List.of(), Duration.ZERO)).isEmpty();
    }
}
