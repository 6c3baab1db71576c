// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.ObjectSerializationException;
import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@BrokerTest
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipeBrokerTest {

    private static final Duration SOON = Duration.ofMillis(100);

    /** How two ends are in touch: directly, or as on two machines. */
    enum Way {
        DIRECT,
        BROKER
    }

    private SharedObjectsFixture fixture;
    private SharedObjects one;
    private SharedObjects other;

    @BeforeEach
    void open(TestBroker broker) {
        fixture = new SharedObjectsFixture(broker);
        one = fixture.process();
        other = fixture.steadyProcess();
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
        assertThat(doorsteps()).isEmpty();
    }

    /** The ends of the pipe {@code name}, which have met. */
    private record Ends(Connection<Object> first, Connection<Object> second) {}

    private Ends met(String name, Way way) throws Exception {
        Connection<Object> first = one.<Object>pipe(name).first();
        Connection<Object> second = other.<Object>pipe(name).second();
        assertThat(first.poll()).isFalse();
        if (way == Way.BROKER) {
            for (Path doorstep : doorsteps()) {
                Files.delete(doorstep); // which is not on another machine either
            }
        }
        second.send("met");
        assertThat(first.receive()).isEqualTo("met");
        return new Ends(first, second);
    }

    private static List<Path> doorsteps() throws IOException {
        String prefix = "procession-pipe-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void messages_ofAllTypesAndSizes_comeInOrderBothWays(Way way) throws Exception {
        Ends ends = met("p", way);
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
        Future<List<Object>> echo = fixture.start(() -> {
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

        assertThat(echo.get(20, SECONDS)).isEqualTo(values);
    }

    @ParameterizedTest
    @EnumSource
    void poll_nothingThenAMessageThenTheEnd_tellsEach(Way way) throws Exception {
        Ends ends = met("p", way);
        assertThat(ends.first().poll()).isFalse();
        assertThat(ends.first().poll(SOON)).isFalse();
        ends.second().send("last");
        ends.second().close();

        assertThat(ends.first().poll(Duration.ofSeconds(10))).isTrue();
        assertThat(ends.first().receive()).isEqualTo("last");
        assertThat(ends.first().poll(Duration.ofSeconds(10))).isTrue();
        assertThatThrownBy(() -> ends.first().receive())
                .isInstanceOf(EndOfPipeException.class)
                .hasMessageContaining("second end of pipe 'p' is closed");
        ends.first().close();
    }

    @ParameterizedTest
    @EnumSource
    void receive_otherEndClosesMeanwhile_ends(Way way) throws Exception {
        Ends ends = met("p", way);
        Future<Object> waiting = fixture.start(() -> ends.first().receive());
        ends.second().close();

        assertThatThrownBy(() -> waiting.get(10, SECONDS)).hasCauseInstanceOf(EndOfPipeException.class);
    }

    @Test
    void send_otherEndIsClosed_saysSo() throws Exception {
        Ends ends = met("p", Way.DIRECT);
        ends.first().close();

        assertThatThrownBy(() -> ends.second().send("x")).isInstanceOf(EndOfPipeException.class);
        assertThatThrownBy(() -> ends.first().send("x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was closed here");
    }

    @Test
    void receive_ownEndIsClosedMeanwhile_saysSo() throws Exception {
        Ends ends = met("p", Way.DIRECT);
        Future<Object> waiting = fixture.start(() -> ends.first().receive());
        assertThat(ends.second().poll(SOON)).isFalse();
        ends.first().close();

        assertThatThrownBy(() -> waiting.get(10, SECONDS))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was closed here");
    }

    @Test
    void receive_interrupted_goesOnAfterwards() throws Exception {
        Ends ends = met("p", Way.DIRECT);
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
        Future<String> received = fixture.start(() -> pipe.first().receive());
        pipe.second().send("x");
        assertThat(received.get(10, SECONDS)).isEqualTo("x");
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
        Ends ends = met("p", Way.DIRECT);
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
        for (Way way : Way.values()) {
            Ends ends = met("p", way);
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
        Ends direct = met("direct", Way.DIRECT);
        Ends byBroker = met("broker", Way.BROKER);
        Connection<Object> alone = one.<Object>pipe("alone").first();
        List<Connection<Object>> all = List.of(direct.first(), byBroker.first(), alone);

        assertThat(Connection.awaitAny(all, SOON)).isEmpty();
        byBroker.second().send("x");
        assertThat(Connection.awaitAny(all, Duration.ofSeconds(10))).isEqualTo(List.of(byBroker.first()));
        assertThat(byBroker.first().receive()).isEqualTo("x");
        Future<?> sender = fixture.run(() -> direct.second().send("y"));
        assertThat(Connection.awaitAny(all, Duration.ofSeconds(10))).isEqualTo(List.of(direct.first()));
        sender.get(10, SECONDS);
        assertThat(direct.first().receive()).isEqualTo("y");
        other.<Object>pipe("alone").second().close();
        assertThat(Connection.awaitAny(all, Duration.ofSeconds(10))).isEqualTo(List.of(alone));
        assertThat(Connection.awaitAny(List.of(), Duration.ZERO)).isEmpty();
    }
}
