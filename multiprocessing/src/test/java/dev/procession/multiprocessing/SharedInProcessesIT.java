// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.multiprocessing.shared.SharedCounter;
import dev.procession.multiprocessing.shared.SharedLock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shared objects in processes and pools: handed over as arguments, captured, or found by name. */
@Timeout(180)
class SharedInProcessesIT {

    @AfterEach
    void nothingIsLeft() {
        Leftovers.assertNone();
    }

    @Tag("full")
    @Test
    void sharedObjects_reachProcessesInEveryWay() throws Exception {
        try (Multiprocessing mp = Multiprocessing.start()) {
            SharedCounter counter = mp.counter("counter");
            SharedLock lock = mp.lock("lock");
            List<ChildProcess> processes = List.of(
                    mp.process(SharedInProcessesIT::count, counter).start(),
                    mp.process(() -> count(counter)).start(),
                    mp.process(() -> count(Multiprocessing.current().counter("counter")))
                            .start());
            for (ChildProcess process : processes) {
                process.join();
                assertThat(process.failure()).isEmpty();
            }
            try (WorkerPool pool = mp.pool(2)) {
                pool.map(
                        number -> {
                            lock.lock();
                            try {
                                return counter.addAndGet(number);
                            } finally {
                                lock.unlock();
                            }
                        },
                        List.of(1000, 2000));
            }
            assertThat(counter.addAndGet(0)).isEqualTo(3030);
        }
    }

    private static void count(SharedCounter counter) {
        for (int i = 0; i < 10; i++) {
            counter.addAndGet(1);
        }
    }

    @Test
    void results_canBeSharedObjects() {
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(1)) {
            List<SharedCounter> counters =
                    new ArrayList<>(pool.map(name -> Multiprocessing.current().counter(name), List.of("a", "b")));
            counters.get(0).addAndGet(5);
            assertThat(pool.apply(() -> Multiprocessing.current().counter("a").addAndGet(0)))
                    .isEqualTo(5);
        }
    }
}
