// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static dev.procession.multiprocessing.PoolTasks.PATIENCE;
import static dev.procession.multiprocessing.PoolTasks.await;
import static dev.procession.multiprocessing.PoolTasks.pid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a pool on hosts waits for places, and how it ends what runs for too long or cannot begin. */
class HostedPoolControlIT extends HostedPoolFixture {

    private static final Logger LOG = LoggerFactory.getLogger(HostedPoolControlIT.class);

    @Tag("full")
    @Test
    void exitOfUserCode_failsWithTheExitCode() {
        host(1);
        try (Multiprocessing mp = connect();
                WorkerPool pool = mp.pool(workers(1))) {
            assertThatThrownBy(() -> pool.apply(() -> {
                        Runtime.getRuntime().halt(7);
                        return 1;
                    }))
                    .isInstanceOfSatisfying(
                            WorkerTerminatedException.class,
                            failure -> assertThat(failure.exitCode()).isEqualTo(7));
            assertThat(pool.apply(() -> 1)).isOne();
        }
    }

    @Test
    void timeLimit_endsATaskThatHeedsNothing_andThePoolGoesOn() {
        host(1);
        // The limit is that of the task afterwards, too, which is the first of a new JVM.
        PoolSettings settings = workers(1).taskTimeLimit(Duration.ofSeconds(3), Duration.ofMillis(200));
        try (Multiprocessing mp = connect();
                WorkerPool pool = mp.pool(settings)) {
            assertThatThrownBy(() -> pool.apply(PoolTasks::spin)).isInstanceOf(TaskTimeoutException.class);
            assertThat(pool.apply(() -> 1)).isOne();
        }
    }

    @Tag("full")
    @Test
    void cancel_ofATaskThatHeedsNothing_endsItsProcess() throws Exception {
        host(1);
        String file = file("pid");
        try (Multiprocessing mp = connect();
                WorkerPool pool = mp.pool(workers(1).taskTimeLimit(Duration.ZERO, Duration.ofMillis(200)))) {
            CompletableFuture<Integer> task = pool.submit(() -> spinFrom(file));
            long spinner = awaitPid(file);
            assertThat(task.cancel(true)).isTrue();
            assertThat(pool.apply(() -> pid())).isNotEqualTo(spinner);
        }
    }

    private static int spinFrom(String told) throws IOException {
        Files.move(Files.writeString(Path.of(told + ".new"), Long.toString(pid())), Path.of(told));
        return PoolTasks.spin();
    }

    @Tag("full")
    @Test
    void initializerThatFails_breaksThePool() throws Exception {
        host(1);
        String file = file("go");
        PoolSettings settings = workers(1).initializer(() -> {
            int unused = PoolTasks.awaitFile(file); // until there is a task
            throw new IllegalStateException("no licence");
        });
        try (Multiprocessing mp = connect();
                WorkerPool pool = mp.pool(settings)) {
            CompletableFuture<Integer> task = pool.submit(() -> 1);
            Files.createFile(Path.of(file));
            assertThatThrownBy(task::get)
                    .cause()
                    .isInstanceOf(PoolBrokenException.class)
                    .hasMessageContaining("no licence");
        }
    }

    @Test
    void noHost_thePoolSaysSo_andTasksWaitForOne() throws Exception {
        try (Output output = new Output();
                Multiprocessing mp = loggingToStderr();
                WorkerPool pool = mp.pool(workers(2))) {
            CompletableFuture<Integer> task = pool.submit(() -> 1);
            await().untilAsserted(() -> assertThat(output.errors())
                    .contains("2 worker(s) of pools of this process wait for a host with a free place"
                            + " at " + broker.otherWorker().uri()
                            + "; start one with 'procession worker --pool-workers N'"));
            assertThat(task).isNotDone();
            assertThat(pool.workers()).isEmpty();
            host(1);
            assertThat(task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isOne();
            pool.apply(() -> {
                LOG.warn("from a host");
                return 0;
            });
            assertThat(output.errors()).containsPattern("\\[WARNING/PoolWorker-\\d+] from a host");
        }
    }

    private Multiprocessing loggingToStderr() {
        Multiprocessing mp = connect();
        mp.logToStderr(System.Logger.Level.WARNING);
        return mp;
    }

    @Test
    void noHost_poolThatIsClosed_ends_andLeavesNoRequest() {
        try (Multiprocessing mp = connect()) {
            try (WorkerPool closed = mp.pool(workers(2))) {
                assertThat(closed.workers()).isEmpty();
            }
            WorkerPool terminated = mp.pool(workers(1));
            CompletableFuture<Integer> task = terminated.submit(() -> 1);
            terminated.terminate();
            await().until(terminated::isTerminated);
            assertThat(task).isCancelled();
        }
        try (BrokerConnection connection = broker.connect(broker.otherWorker());
                BrokerSession session = connection.session()) {
            assertThat(session.messageCount(PlaceQueues.REQUESTS)).isZero();
        }
    }

    @Test
    void start_withABrokerOfItsOwn_refusesHosts() {
        try (Multiprocessing mp = Multiprocessing.start()) {
            assertThatThrownBy(() -> mp.pool(workers(1)))
                    .isInstanceOf(MultiprocessingException.class)
                    .hasMessageContaining("Multiprocessing.connect");
        }
    }
}
