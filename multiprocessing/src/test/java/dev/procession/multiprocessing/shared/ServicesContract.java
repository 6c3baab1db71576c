// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.ObjectSerializationException;
import dev.procession.testing.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a call of a service comes to. */
abstract class ServicesContract extends ServedStock {

    private static final Duration SOON = Duration.ofMillis(300);

    /** Time in which a call is begun, however busy the machine is. */
    abstract Duration longEnoughToBegin();

    @Test
    void call_served_hasItsResult() {
        Stock stock = served();

        assertThat(stock.add("apples", 2)).isEqualTo(2);
        assertThat(stock.add("apples", 3)).isEqualTo(5);
        stock.clear();
        assertThat(stock.add("apples", 1)).isOne();
        assertThat(stock.name(null)).isNull();
        assertThat(stock.name("apples")).isEqualTo("apples");
        assertThat(stock.describe()).isEqualTo("the stock of this JVM");
    }

    @Test
    void call_implementationThrows_hasItsTextAndStackTrace() {
        Stock stock = served();

        assertThatThrownBy(() -> stock.sell("apples")).isInstanceOfSatisfying(ServiceFailedException.class, e -> {
            assertThat(e)
                    .hasMessageContaining("no more apples")
                    .hasMessageContaining("service 'stock' in process "
                            + ProcessHandle.current().pid());
            assertThat(e.className()).isEqualTo(Stock.SoldOut.class.getName());
            assertThat(e.remoteMessage()).isEqualTo("no more apples");
            assertThat(e.remoteStackTrace()).contains("OfThisJvm.sell");
            assertThat(e.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals(ServicesContract.class.getName()));
        });
    }

    @Test
    void call_nobodyServes_saysSoAfterItsTimeAndNeverTakesEffect() {
        Stock stock = caller.service("stock", Stock.class, SOON);

        assertThatThrownBy(stock::take).isInstanceOfSatisfying(ServiceTimeoutException.class, e -> {
            assertThat(e)
                    .hasMessageContaining("Stock.take of service 'stock'")
                    .hasMessageContaining("no answer after PT0.3S")
                    .hasMessageContaining("no process serves service 'stock'")
                    .hasMessageContaining("serve(\"stock\", ...)");
            assertThat(e.mayHaveBegun()).isFalse();
        });
        assertThat(served().name("later")).isEqualTo("later");
        assertThat(implementation.taken).hasValue(0);
    }

    @Test
    void call_isMadeBeforeAnybodyServes_isServedThen() throws Exception {
        Future<Integer> result =
                processes.start(() -> caller.service("stock", Stock.class).add("apples", 1));
        server.serve("stock", Stock.class, implementation);

        assertThat(result.get(30, SECONDS)).isOne();
    }

    @Test
    void call_serverBusy_isWithdrawnWhenItsTimeIsUp() throws Exception {
        Stock patient = served();
        Future<?> first = processes.run(patient::take);
        implementation.inside.take();

        assertThatThrownBy(caller.service("stock", Stock.class, SOON)::take)
                .isInstanceOfSatisfying(ServiceTimeoutException.class, e -> {
                    assertThat(e).hasMessageContaining("the 1 threads that serve it were busy");
                    assertThat(e.mayHaveBegun()).isFalse();
                });
        implementation.mayGo.countDown();
        first.get(30, SECONDS);
        patient.name("after all that was before");
        assertThat(implementation.taken).hasValue(1);
    }

    @Test
    void call_takesTooLong_saysThatItMayTakeEffect() {
        Stock unused = served();

        assertThatThrownBy(caller.service("stock", Stock.class, longEnoughToBegin())::take)
                .isInstanceOfSatisfying(ServiceTimeoutException.class, e -> {
                    assertThat(e).hasMessageContaining("may have been begun");
                    assertThat(e.mayHaveBegun()).isTrue();
                });
    }

    @Test
    void future_isThereAtOnceAndCompletes() throws Exception {
        Stock stock = served();
        stock.add("apples", 7);
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            futures.add(stock.count("apples"));
        }

        for (CompletableFuture<Integer> future : futures) {
            assertThat(future.get(30, SECONDS)).isEqualTo(7);
        }
        assertThat(stock.count(""))
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(ServiceFailedException.class)
                .withMessageContaining("no article");
    }

    @Test
    void future_nobodyServesOrCancelled_endsAndIsWithdrawn() {
        Stock hurried = caller.service("stock", Stock.class, SOON);
        assertThat(hurried.count("apples"))
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(ServiceTimeoutException.class);

        CompletableFuture<Integer> cancelled =
                caller.service("stock", Stock.class).count("apples");
        cancelled.cancel(true);

        Deadline.in(PATIENCE).await("the call was withdrawn", () -> processes.waitingCalls("stock") == 0);
    }

    @Test
    void calls_severalServe_runAtTheSameTimeInAllOfThem() throws Exception {
        Stock stock = served();
        Stock.OfThisJvm other = new Stock.OfThisJvm();
        processes.process().serve("stock", Stock.class, other, 2);

        Future<?> one = processes.run(stock::take);
        Future<?> two = processes.run(stock::take);
        Future<?> three = processes.run(stock::take);

        implementation.inside.take();
        other.inside.take();
        other.inside.take();
        implementation.mayGo.countDown();
        other.mayGo.countDown();
        for (Future<?> each : List.of(one, two, three)) {
            each.get(30, SECONDS);
        }
    }

    @Test
    void proxy_isEqualToAnotherOfItsNameAndSaysWhatItIs() {
        Stock stock = caller.service("stock", Stock.class);

        assertThat(stock)
                .isEqualTo(caller.service("stock", Stock.class))
                .hasSameHashCodeAs(caller.service("stock", Stock.class))
                .isNotEqualTo(caller.service("other", Stock.class))
                .isNotEqualTo(server.service("stock", Stock.class))
                .isNotEqualTo("stock")
                .hasToString("service 'stock'");
    }

    @Test
    void proxy_sentToAnotherProcess_isItsOwn() throws Exception {
        server.useForThisProcess();
        caller.<Stock>queue("proxies").put(served());

        Stock received = server.<Stock>queue("proxies").take();

        assertThat(received).isEqualTo(server.service("stock", Stock.class));
        assertThat(received.name("there")).isEqualTo("there");
    }

    @Test
    void sharedObjects_amongArgumentsAndResults_travelAsNames() {
        Stock stock = served();

        Object result = stock.any(caller.counter("c"));

        assertThat(result).isSameAs(caller.counter("c"));
        assertThat(caller.counter("c").addAndGet(0)).isOne();
    }

    @Test
    void whatCannotTravel_isRefusedByName() {
        Stock stock = served();

        assertThatThrownBy(() -> stock.any(new Object()))
                .isInstanceOf(ObjectSerializationException.class)
                .hasMessageContaining("java.lang.Object")
                .hasMessageContaining("service 'stock'");
        assertThatThrownBy(() -> stock.any("unserialisable"))
                .isInstanceOf(ServiceFailedException.class)
                .hasMessageContaining("java.lang.Object")
                .hasMessageContaining("service 'stock'");
        assertThat(stock.name("goes on")).isEqualTo("goes on");
    }

    @Test
    void methodThatTheServerDoesNotHave_isRefusedByName() {
        server.serve("stock", Runnable.class, () -> {});

        assertThatThrownBy(() -> caller.service("stock", Stock.class).clear())
                .isInstanceOf(ServiceFailedException.class)
                .hasMessageContaining("java.lang.Runnable has no method clear()");
    }

    @Test
    void interfaceOfTheJdk_canBeAService() {
        server.serve("upper", UnaryOperator.class, text -> text.toString().toUpperCase(java.util.Locale.ROOT));

        @SuppressWarnings("unchecked")
        UnaryOperator<String> upper = caller.service("upper", UnaryOperator.class);

        assertThat(upper.apply("a")).isEqualTo("A");
    }

    @Test
    void whatIsNoInterface_isRefused() {
        assertThatThrownBy(() -> caller.service("stock", String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String");
        assertThatThrownBy(() -> server.serve("stock", Stock.class, implementation, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 threads");
        assertThatThrownBy(() -> caller.service("stock", Stock.class, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
    }

    @Test
    void interrupt_ofAMethodThatSaysSo_endsTheCall() throws Exception {
        Stock stock = served();
        Thread thread = Thread.currentThread();
        Future<?> unused = processes.run(() -> {
            implementation.inside.take();
            thread.interrupt();
        });

        assertThatThrownBy(stock::waitForMore).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void interrupt_ofAnyOtherMethod_isThereAfterwards() {
        Stock stock = served();

        Thread.currentThread().interrupt();
        assertThat(stock.name("interrupted")).isEqualTo("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(stock.name("not any more")).isEqualTo("not any more");
    }

    @Test
    void scope_keepsServicesApartAndEndsThemWhenItIsLeft() {
        SharedScope scope = new SharedScope("some");
        server.in(scope).serve("stock", Stock.class, implementation);

        assertThat(caller.in(scope).service("stock", Stock.class).name("in")).isEqualTo("in");
        assertThatThrownBy(() -> caller.service("stock", Stock.class, SOON).name("out"))
                .isInstanceOf(ServiceTimeoutException.class);
        server.in(scope).leaveScope();
        assertThatThrownBy(() ->
                        caller.in(scope).service("stock", Stock.class, SOON).name("after"))
                .isInstanceOf(ServiceTimeoutException.class)
                .hasMessageContaining("no process serves");
    }
}
