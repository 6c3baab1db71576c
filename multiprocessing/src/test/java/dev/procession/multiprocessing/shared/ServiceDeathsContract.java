// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Deadline;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What becomes of calls whose server ends. */
abstract class ServiceDeathsContract extends ServedStock {

    @Test
    void call_serverLost_failsAtOnceAndIsRunByNobodyElse() throws Exception {
        Stock stock = served();
        Future<?> call = processes.run(stock::take);
        implementation.inside.take();
        Stock.OfThisJvm other = new Stock.OfThisJvm();
        processes.steadyProcess().serve("stock", Stock.class, other);

        processes.lose(server);

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
    void call_idempotentAndServerLost_isRunByAnother() throws Exception {
        Stock stock = served();
        Future<Integer> call = processes.start(stock::look);
        implementation.inside.take();
        Stock.OfThisJvm other = new Stock.OfThisJvm();
        other.mayGo.countDown();
        processes.steadyProcess().serve("stock", Stock.class, other);

        processes.lose(server);

        assertThat(call.get(30, SECONDS)).isOne();
        assertThat(other.looks).hasValue(1);
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
        Future<?> call = processes.run(stock::take);
        implementation.inside.take();
        Stock.OfThisJvm other = new Stock.OfThisJvm();
        other.mayGo.countDown();
        processes.steadyProcess().serve("stock", Stock.class, other);

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
        Future<?> running = processes.run(stock::take);
        implementation.inside.take();
        Future<String> waiting = processes.start(() -> stock.name("waiting"));
        Deadline.in(PATIENCE).await("the second call waits", () -> processes.waitingCalls("stock") == 2);

        Future<?> closing = processes.runUntilItWaits(registration::close).future();
        assertThat(closing).isNotDone();
        implementation.mayGo.countDown();

        closing.get(30, SECONDS);
        running.get(30, SECONDS);
        assertThat(waiting).isNotDone();
        caller.serve("stock", Stock.class, new Stock.OfThisJvm());
        assertThat(waiting.get(30, SECONDS)).isEqualTo("waiting");
    }

    @Test
    void serverClosed_whileACallRuns_tellsTheCallerAndIsRunByNobodyElse() throws Exception {
        Stock stock = served();
        Future<?> call = processes.run(stock::take);
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
}
