// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.testing.BrokerTest;
import dev.procession.testing.Deadline;
import dev.procession.testing.TestBroker;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** And those whose caller or broker does. */
@BrokerTest
class ServiceDeathsBrokerTest extends ServiceDeathsContract {

    private SharedObjectsFixture fixture;

    @BeforeEach
    void open(TestBroker broker) {
        fixture = new SharedObjectsFixture(broker);
        begin(fixture);
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
        Future<?> call = processes.run(stock::take);
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
        server = fixture.processWithAShortLease();
        Stock stock = served();
        Future<?> call = processes.run(stock::take);
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
    void callOfADeadCaller_stillInTheQueue_isDropped(TestBroker broker) throws Exception {
        ObjectName name = ObjectName.of("service", SharedScope.GLOBAL, "stock");
        ValueCodec codec = new ValueCodec(SharedObjectsFixture::serializer);
        ConnectionSettings settings = SharedObjectsFixture.settings(SharedObjectsFixture.LONG_LEASE);
        try (Client serving = Client.open(broker.otherWorker(), settings);
                Client lost = Client.open(broker.worker(), settings)) {
            ServiceRegistration registration = new Services(() -> serving, codec)
                    .serve(caller, name, ServiceInterface.of(Stock.class), implementation, 1);
            Stock stock = caller.service("stock", Stock.class);
            Future<?> running = processes.run(stock::take);
            implementation.inside.take();
            Stock ofTheLost = (Stock) ServiceProxy.create(
                    caller, new Services(() -> lost, codec), name, Stock.class, Duration.ofMinutes(1));
            Future<?> call = processes.run(ofTheLost::take);
            Deadline.in(PATIENCE).await("the second call waits", () -> processes.waitingCalls("stock") == 2);

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
