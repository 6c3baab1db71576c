// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.multiprocessing.Futures.Until;
import dev.procession.multiprocessing.Futures.Waited;
import dev.procession.multiprocessing.shared.SharedQueue;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** In JVMs. */
class FuturesIT extends FuturesContract {

    @Override
    Multiprocessing start() {
        return Multiprocessing.start();
    }

    @Test
    void killOfAWorker_isAFailureAmongTheOthers() throws Exception {
        SharedQueue<Long> pids = mp.queue("eight");
        CompletableFuture<String> killed = pool.submit(() -> tellPid(pids));
        CompletableFuture<String> other = awaiting("eight");
        long pid = pids.take();
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();

        Waited<String> waited = Futures.wait(List.of(other, killed), Until.FIRST_EXCEPTION);

        assertThat(waited.done()).containsExactly(killed);
        assertThatThrownBy(killed::join)
                .cause()
                .isInstanceOf(WorkerTerminatedException.class)
                .hasMessageContaining(Long.toString(pid));
        mp.event("eight").set();
        assertThat(Futures.wait(List.of(other, killed), Until.ALL_COMPLETED).notDone())
                .isEmpty();
        assertThat(other.get()).isEqualTo("eight");
    }

    private static String tellPid(SharedQueue<Long> pids) throws InterruptedException {
        pids.put(PoolTasks.pid());
        Thread.currentThread().join();
        return "";
    }
}
