// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static dev.procession.multiprocessing.PoolTasks.await;
import static dev.procession.multiprocessing.PoolTasks.pid;
import static dev.procession.multiprocessing.PoolTasks.range;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** In JVMs. */
class WorkerPoolIT extends WorkerPoolContract {

    @Override
    Multiprocessing start() {
        return Multiprocessing.start();
    }

    @Test
    void map_runsInOtherProcesses_asManyAsWanted() {
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(3)) {
            await().until(() ->
                    Set.copyOf(pool.map(item -> pid(), range(100), 1)).size() == 3);
            Set<Long> pids = new HashSet<>(pool.map(item -> pid(), range(100), 1));
            assertThat(pids).doesNotContain(pid());
            assertThat(pool.workers()).extracting(ProcessIdentity::pid).containsAll(pids);
        }
    }
}
