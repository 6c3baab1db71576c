// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.testing.Deadline;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceDeathsTest extends ServiceDeathsContract {

    @BeforeEach
    void open() {
        begin(new MemoryProcesses());
    }

    @Test
    void callOfADeadCaller_stillInTheQueue_isDropped() throws Exception {
        Stock stock = served();
        Future<?> running = processes.run(stock::take);
        implementation.inside.take();
        SharedObjects lost = processes.process();
        Future<?> call = processes.run(lost.service("stock", Stock.class)::take);
        Deadline.in(PATIENCE).await("the second call waits", () -> processes.waitingCalls("stock") == 2);

        processes.lose(lost);

        assertThat(call)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(BrokerUnavailableException.class);
        implementation.mayGo.countDown();
        running.get(30, SECONDS);
        stock.clear(); // after all that was before
        assertThat(implementation.taken).hasValue(1);
    }

    @Test
    void process_thatDied_servesNothingMore() throws Exception {
        Stock stock = served();
        implementation.mayGo.countDown();
        assertThat(stock.look()).isOne();

        processes.lose(server);

        Future<String> waits = processes.start(() -> stock.name("for another"));
        Deadline.in(PATIENCE).await("the call waits", () -> processes.waitingCalls("stock") == 1);
        processes.process().serve("stock", Stock.class, new Stock.OfThisJvm());
        assertThat(waits.get(30, SECONDS)).isEqualTo("for another");
    }

    @Test
    void process_thatDies_interruptsWhatRunsInIt() throws Exception {
        Stock stock = served();
        Future<?> call = processes.run(stock::take);
        Thread inside = implementation.inside.take();

        processes.lose(server);

        assertThat(call).failsWithin(PATIENCE);
        Deadline.in(PATIENCE).await("its thread has ended", () -> !inside.isAlive());
        assertThat(implementation.interrupts).hasValue(1);
    }
}
