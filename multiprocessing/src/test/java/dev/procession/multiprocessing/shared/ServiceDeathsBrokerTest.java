// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.testing.BrokerTest;
import dev.procession.testing.Deadline;
import dev.procession.testing.TestBroker;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of calls whose server, caller or broker ends. */
@BrokerTest
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServiceDeathsBrokerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Stock.OfThisJvm implementation = new Stock.OfThisJvm();
    private SharedObjectsFixture fixture;
    private SharedObjects server;
    private SharedObjects caller;

    @BeforeEach
    void open(TestBroker broker) {
        fixture = new SharedObjectsFixture(broker);
        server = fixture.process();
        caller = fixture.steadyProcess();
    }

    @AfterEach
    void close() {
        implementation.mayGo.countDown();
        fixture.close();
    }

    private Stock served() {
        server.serve("stock", Stock.class, implementation);
        return caller.service("stock", Stock.class);
    }

    @Test
    void call_serverLost_failsAtOnceAndIsRunByNobodyElse(TestBroker broker) throws Exception {
        Stock stock = served();
        Future<?> call = fixture.run(stock::take);
        implementation.inside.take();
        Stock.OfThisJvm other = new Stock.OfThisJvm();
        fixture.steadyProcess().serve("stock", Stock.class, other);

        broker.cut();

        assertThat(call)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(ServerTerminatedException.class)
                .withMessageContaining("Stock.take of service 'stock'")
                .withMessageContaining("may have had an effect");
        assertThat(stock.name("by the other")).isEqualTo("by the other");
        assertThat(other.taken).hasValue(0);
    }

    @Test
    void call_idempotentAndServerLost_isRunByAnother(TestBroker broker) throws Exception {
        Stock stock = served();
        Future<Integer> call = fixture.start(stock::look);
        implementation.inside.take();
        Stock.OfThisJvm other = new Stock.OfThisJvm();
        other.mayGo.countDown();
        fixture.steadyProcess().serve("stock", Stock.class, other);

        broker.cut();

        assertThat(call.get(30, SECONDS)).isOne();
        assertThat(other.looks).hasValue(1);
    }

    @Test
    void service_connectionLost_isServedAgain(TestBroker broker) {
        Stock stock = served();
        implementation.mayGo.countDown();
        assertThat(stock.look()).isOne();

        broker.cut();

        assertThat(stock.look()).isEqualTo(2);
    }

    @Test
    void call_brokerEnds_failsAndTheServiceIsThereAgainWithTheBroker(TestBroker broker) throws Exception {
        Stock stock = served();
        Future<?> call = fixture.run(stock::take);
        implementation.inside.take();

        broker.stop();

        assertThat(call)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfAny(
                        BrokerUnavailableException.class, ServerTerminatedException.class) // what it heard of first
                .withMessageContaining("Stock.take of service 'stock'");
        implementation.mayGo.countDown();
        broker.begin();
        Deadline.in(PATIENCE).await("it was served again", () -> isServed(stock));
    }

    private static boolean isServed(Stock stock) {
        try {
            return "again".equals(stock.name("again"));
        } catch (BrokerUnavailableException e) {
            return false;
        }
    }

    @Test
    void call_connectionFrozen_failsWhenItsLeaseEnds(TestBroker broker) throws Exception {
        Stock stock = served();
        Future<?> call = fixture.run(stock::take);
        implementation.inside.take();

        broker.stall();

        assertThat(call)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(ServerTerminatedException.class);
        broker.resume();
    }

    @Test
    void call_whatGoesBeforeAnAnswerFails_isAnsweredAndNotRunAgain() {
        Stock stock = served();
        server.beforeOperations(() -> {
            throw new IllegalStateException("what was printed cannot be shown");
        });

        assertThat(stock.add("apples", 2)).isEqualTo(2);
        assertThat(stock.add("apples", 1)).isEqualTo(3);
    }

    @Test
    void call_threadThatRanItFails_failsAtOnceAndIsRunByNobodyElse() throws Exception {
        Stock stock = served();
        server.beforeOperations(() -> {
            throw new AssertionError("this thread cannot go on");
        });
        Future<?> call = fixture.run(stock::take);
        implementation.inside.take();
        Stock.OfThisJvm other = new Stock.OfThisJvm();
        other.mayGo.countDown();
        fixture.steadyProcess().serve("stock", Stock.class, other);

        implementation.mayGo.countDown();

        assertThat(call)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(ServerTerminatedException.class);
        assertThat(stock.name("by the other")).isEqualTo("by the other");
        assertThat(other.taken).hasValue(0);
    }

    @Test
    void registrationClose_waitsForWhatRunsAndLeavesTheRestToOthers() throws Exception {
        ServiceRegistration registration = server.serve("stock", Stock.class, implementation);
        Stock stock = caller.service("stock", Stock.class);
        Future<?> running = fixture.run(stock::take);
        implementation.inside.take();
        Future<String> waiting = fixture.start(() -> stock.name("waiting"));
        Deadline.in(PATIENCE).await("the second call waits", () -> fixture.waitingCalls("stock") == 2);

        Future<?> closing = fixture.run(registration::close);
        implementation.mayGo.countDown();

        closing.get(30, SECONDS);
        running.get(30, SECONDS);
        caller.serve("stock", Stock.class, new Stock.OfThisJvm());
        assertThat(waiting.get(30, SECONDS)).isEqualTo("waiting");
    }

    @Test
    void serverClosed_whileACallRuns_tellsTheCallerAndIsRunByNobodyElse() throws Exception {
        Stock stock = served();
        Future<?> call = fixture.run(stock::take);
        implementation.inside.take();
        Stock.OfThisJvm other = new Stock.OfThisJvm();
        other.mayGo.countDown();
        caller.serve("stock", Stock.class, other);

        server.close();

        assertThat(call)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(ServiceFailedException.class)
                .withMessageContaining("is ending");
        Deadline.in(PATIENCE).await("it was interrupted", () -> implementation.interrupts.get() == 1);
        assertThat(stock.name("by the other")).isEqualTo("by the other");
        assertThat(other.taken).hasValue(0);
    }

    @Test
    void callOfADeadCaller_stillInTheQueue_isDropped(TestBroker broker) throws Exception {
        ObjectName name = ObjectName.of("service", SharedScope.GLOBAL, "stock");
        ValueCodec codec = new ValueCodec(SharedObjectsFixture::serializer);
        try (Client serving = Client.open(broker.otherWorker(), TestBroker.SETTINGS);
                Client lost = Client.open(broker.worker(), TestBroker.SETTINGS)) {
            ServiceRegistration registration = new Services(() -> serving, codec)
                    .serve(caller, name, ServiceInterface.of(Stock.class), implementation, 1);
            Stock stock = caller.service("stock", Stock.class);
            Future<?> running = fixture.run(stock::take);
            implementation.inside.take();
            Stock ofTheLost = (Stock) ServiceProxy.create(
                    caller, new Services(() -> lost, codec), name, Stock.class, Duration.ofMinutes(1));
            Future<?> call = fixture.run(ofTheLost::take);
            Deadline.in(PATIENCE).await("the second call waits", () -> fixture.waitingCalls("stock") == 2);

            broker.cut();

            Deadline.in(PATIENCE).await("the server has heard", () -> serving.isDead(lost.id()));
            implementation.mayGo.countDown();
            running.get(30, SECONDS);
            stock.clear(); // after all that was before
            assertThat(implementation.taken).hasValue(1);
            assertThat(call)
                    .failsWithin(PATIENCE)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(BrokerUnavailableException.class);
            registration.close();
        }
    }
}
