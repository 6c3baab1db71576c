// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static dev.procession.multiprocessing.PoolTasks.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Timeout(180)
class LoggingIT {

    private static final Logger LOG = LoggerFactory.getLogger(LoggingIT.class);

    @TempDir
    private Path directory;

    @AfterEach
    void nothingIsLeft() {
        Leftovers.assertNone();
    }

    @Test
    void records_ofAllProcesses_arriveWithTheirNames() throws Exception {
        try (Output output = new Output();
                Multiprocessing mp = Multiprocessing.start()) {
            mp.logToStderr(System.Logger.Level.INFO);
            LOG.info("from {}", "here");
            ChildProcess child =
                    mp.process(LoggingIT::logAndFork).named("Child").start();
            child.join();
            assertThat(output.errors().lines())
                    .contains(
                            "[INFO/MainProcess] from here",
                            "[INFO/Child] process " + child.pid() + " begins",
                            "[WARNING/Child] it failed",
                            "java.lang.IllegalStateException: for a reason",
                            "[INFO/Child:1] from below",
                            "[INFO/Child] process " + child.pid() + " ends with exit code 0")
                    .noneMatch(line -> line.contains("too fine"));
            try (WorkerPool pool = mp.pool(1)) {
                pool.apply(() -> {
                    LOG.info("from a pool");
                    return 0;
                });
                assertThat(output.errors()).containsPattern("\\[INFO/PoolWorker-\\d+] from a pool");
            }
        }
    }

    private static void logAndFork() throws Exception {
        LOG.debug("too fine");
        LOG.warn("it failed", new IllegalStateException("for a reason"));
        Multiprocessing.current().process(() -> LOG.info("from below")).start().join();
    }

    @Test
    void level_changedWhileAChildRuns_holdsThere() throws Exception {
        String go = directory.resolve("go").toString();
        try (Output output = new Output();
                Multiprocessing mp = Multiprocessing.start()) {
            mp.logToStderr(System.Logger.Level.INFO);
            ChildProcess child = mp.process(LoggingIT::debugUntil, go).start();
            await().until(() -> output.errors().contains(" begins"));
            mp.logLevel(LoggingIT.class.getName(), System.Logger.Level.DEBUG);
            await().until(() -> output.errors().contains("[DEBUG/" + child.name() + "] fine"));
            Files.createFile(Path.of(go));
            child.join();
            mp.logLevel(LoggingIT.class.getName(), System.Logger.Level.INFO);
        }
    }

    private static void debugUntil(String file) {
        await().until(() -> {
            LOG.debug("fine");
            return Files.exists(Path.of(file));
        });
    }

    @Test
    void records_ofAKilledProcess_areNotLost() throws Exception {
        try (Output output = new Output();
                Multiprocessing mp = Multiprocessing.start()) {
            mp.logToStderr(System.Logger.Level.INFO);
            ChildProcess child = mp.process(() -> {
                        for (int i = 0; i < 1000; i++) {
                            LOG.info("record {}", i);
                        }
                        Runtime.getRuntime().halt(9);
                    })
                    .start();
            child.join();
            assertThat(output.errors().lines().filter(line -> line.contains("] record ")))
                    .hasSize(1000);
        }
    }
}
