// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.cli.jobs.Squares;
import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.PoolSettings;
import dev.procession.multiprocessing.RemoteTaskException;
import dev.procession.multiprocessing.WorkerPool;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code procession worker --pool-workers}, for a program that has the processes of its pool on hosts. */
class PoolWorkersIT {

    @RegisterExtension
    private final Commands commands = new Commands();

    @Test
    void poolWorkers_serveAProgram_andEndWithTheirWorker() throws Exception {
        String url = Commands.awaitBroker(commands.start("broker", "--port", "0"));
        Commands.Command bare = commands.start("worker", "--broker", url, "--pool-workers", "1");
        try (Multiprocessing mp = Multiprocessing.connect(
                        URI.create(url),
                        CredentialsFile.read(CredentialsFile.of(commands.home()), WorkerCommand.ROLE));
                WorkerPool pool = mp.pool(PoolSettings.of(1).onHosts())) {
            assertThatThrownBy(() -> Squares.of(pool, List.of(1)))
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining(
                            "needs class " + Squares.class.getName() + ", which is not on the class path");

            bare.process().destroy();
            assertThat(bare.exitCode()).isZero();
            Commands.Command worker = commands.start(
                    "worker", "--broker", url, "--pool-workers", "2", "--jobs-path", Commands.TEST_JOBS.toString());
            assertThat(Squares.of(pool, List.of(1, 2, 3))).containsExactly(1, 4, 9);
            assertThat(Squares.parent(pool)).isEqualTo(worker.process().pid());
        }
    }

    @Test
    void poolWorkers_negative_saysWhatIsMeant() throws Exception {
        assertThat(commands.run(2, "worker", "--pool-workers", "-1").errors()).contains("--pool-workers -1");
    }
}
