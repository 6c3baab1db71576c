// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of two processes on one machine, which speak directly with each other. */
@BrokerTest
class PipeBrokerTest extends PipeContract {

    private static final Duration SOON = Duration.ofMillis(100);

    boolean asOnTwoMachines;

    @BeforeEach
    void open(TestBroker broker) {
        begin(new SharedObjectsFixture(broker));
    }

    @AfterEach
    void noDoorstepIsLeft() throws IOException {
        processes.close();
        assertThat(doorsteps()).isEmpty();
    }

    @Override
    void firstWaits() throws IOException {
        if (asOnTwoMachines) {
            for (Path doorstep : doorsteps()) {
                Files.delete(doorstep); // which is not on another machine either
            }
        }
    }

    private static List<Path> doorsteps() throws IOException {
        String prefix = "procession-pipe-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
                    .toList();
        }
    }

    @Test
    void awaitAny_differentWays_saysWhereSomethingIs() throws Exception {
        Ends direct = met("direct");
        asOnTwoMachines = true;
        Ends byBroker = met("broker");
        Connection<Object> alone = one.<Object>pipe("alone").first();
        List<Connection<Object>> all = List.of(direct.first(), byBroker.first(), alone);

        assertThat(Connection.awaitAny(all, SOON)).isEmpty();
        byBroker.second().send("x");
        assertThat(Connection.awaitAny(all, Duration.ofSeconds(30))).isEqualTo(List.of(byBroker.first()));
        assertThat(byBroker.first().receive()).isEqualTo("x");
        Future<?> sender = processes.run(() -> direct.second().send("y"));
        assertThat(Connection.awaitAny(all, Duration.ofSeconds(30))).isEqualTo(List.of(direct.first()));
        sender.get(30, SECONDS);
        assertThat(direct.first().receive()).isEqualTo("y");
        other.<Object>pipe("alone").second().close();
        assertThat(Connection.awaitAny(all, Duration.ofSeconds(30))).isEqualTo(List.of(alone));
        assertThat(Connection.awaitAny(List.of(), Duration.ZERO)).isEmpty();
    }
}
