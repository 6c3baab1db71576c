// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static dev.procession.multiprocessing.PoolTasks.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a pool is held back, interrupted and ended. */
@Timeout(180)
class PoolControlIT {

    @AfterEach
    void nothingIsLeft() {
        Leftovers.assertNone();
    }

    @Test
    void terminate_cancelsWhatWasNotDone() throws Exception {
        try (Multiprocessing mp = Multiprocessing.start()) {
            WorkerPool pool = mp.pool(1);
            CompletableFuture<Integer> running = pool.submit(PoolTasks::spin);
            CompletableFuture<List<Integer>> waiting = pool.mapAsync(item -> item, range(100));
            pool.terminate();
            pool.join();
            assertThat(running).isCancelled();
            assertThat(waiting).isCancelled();
            assertThat(pool.isTerminated()).isTrue();
            assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(PoolClosedException.class);
        }
    }
}
