// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of calls when the processes that serve or make them are killed. */
@BrokerTest
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServiceKillIT {

    private static final int KILLS = 20;
    private static final int CALLERS = 4;

    @TempDir
    Path directory;

    private SharedObjectsFixture fixture;
    private SharedObjects own;
    private Forks forks;

    @BeforeEach
    void open(TestBroker broker) {
        fixture = new SharedObjectsFixture(broker);
        own = fixture.steadyProcess();
        forks = new Forks(broker.otherWorker(), SharedObjectsFixture.LONG_LEASE);
    }

    @AfterEach
    void close() throws InterruptedException {
        forks.close();
        fixture.close();
    }

    /** A service that writes down what it does. */
    interface Ledger {
        long write(String entry) throws IOException;

        @Idempotent
        long look();

        /** Never returns. */
        void hang() throws InterruptedException;
    }

    /** Serves until it is killed. */
    static final class Clerk implements Program {
        @Override
        public void run(SharedObjects objects, List<String> arguments) throws Exception {
            objects.serve("ledger", Ledger.class, new Book(Path.of(arguments.get(0))), 2);
            System.out.println("begun");
            Thread.currentThread().join();
        }
    }

    private record Book(Path file) implements Ledger {
        @Override
        public long write(String entry) throws IOException {
            Files.writeString(file, entry + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return ProcessHandle.current().pid();
        }

        @Override
        public long look() {
            return ProcessHandle.current().pid();
        }

        @Override
        public void hang() throws InterruptedException {
            System.out.println("inside");
            Thread.currentThread().join();
        }
    }

    @Test
    void call_serverKilled_failsAtOnceAndTheNextIsRunByAnother() throws Exception {
        Path file = directory.resolve("ledger");
        Forks.Fork first = forks.start(Clerk.class, file.toString());
        first.awaitLine("begun");
        Ledger ledger = own.service("ledger", Ledger.class, Duration.ofMinutes(5));
        Future<?> call = fixture.run(ledger::hang);
        first.awaitLine("inside");
        Forks.Fork second = forks.start(Clerk.class, file.toString());
        second.awaitLine("begun");

        first.kill();

        assertThat(call)
                .failsWithin(60, TimeUnit.SECONDS)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(ServerTerminatedException.class)
                .withMessageContaining("Ledger.hang");
        assertThat(ledger.look()).isEqualTo(second.pid());
    }

    @Tag("full")
    @Test
    void calls_serversKilledAtRandom_runAtMostOnceAndIdempotentOnesAreAnswered() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Path file = directory.resolve("ledger");
        List<Forks.Fork> clerks = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            clerks.add(forks.start(Clerk.class, file.toString()));
        }
        List<Caller> callers = new ArrayList<>();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Caller caller = new Caller(own.service("ledger", Ledger.class, Duration.ofMinutes(2)), "caller-" + i);
            callers.add(caller);
            running.add(fixture.run(caller::callUntilToldToStop));
        }
        for (int kill = 0; kill < KILLS; kill++) {
            Forks.Fork victim = clerks.remove(0);
            victim.awaitLine("begun");
            clerks.add(forks.start(Clerk.class, file.toString()));
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(50)).toNanos());
            victim.kill();
            List<Integer> looks = callers.stream().map(Caller::looks).toList();
            await("an answer for each caller") // a call is run three times at most, so no more deaths than that for any
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> IntStream.range(0, CALLERS)
                            .allMatch(i -> callers.get(i).looks() > looks.get(i)));
        }
        callers.forEach(Caller::stop);
        for (Future<?> each : running) {
            each.get(60, TimeUnit.SECONDS);
        }

        Map<String, Long> written = Files.readAllLines(file).stream()
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        assertThat(written.values()).allMatch(times -> times == 1);
        for (Caller caller : callers) {
            assertThat(written.keySet()).containsAll(caller.answered);
        }
        long unanswered = callers.stream().mapToLong(caller -> caller.failed).sum();
        assertThat(callers.stream().mapToLong(caller -> caller.answered.size()).sum())
                .isPositive();
        System.out.println(written.size() + " entries, " + unanswered + " calls failed with their server");
        assertThat(unanswered).isLessThanOrEqualTo(KILLS * 2L); // a clerk has two threads
    }

    /** Calls, as fast as it can. */
    private static final class Caller {
        private final Ledger ledger;
        private final String name;
        private final List<String> answered = new ArrayList<>();
        private final AtomicInteger looks = new AtomicInteger();
        private long failed;
        private volatile boolean stopped;

        Caller(Ledger ledger, String name) {
            this.ledger = ledger;
            this.name = name;
        }

        void callUntilToldToStop() throws IOException {
            for (int i = 0; !stopped; i++) {
                String entry = name + " " + i;
                try {
                    ledger.write(entry);
                    answered.add(entry);
                } catch (ServerTerminatedException e) {
                    failed++;
                }
                ledger.look();
                looks.incrementAndGet();
            }
        }

        int looks() {
            return looks.get();
        }

        void stop() {
            stopped = true;
        }
    }
}
