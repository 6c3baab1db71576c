// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.workers.spi.WorkerExit;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PoolWorkerTest {

    private final Desk desk = new Desk();
    private final PoolWorker worker = new PoolWorker("PoolWorker-1", desk);

    @Test
    void hasRoom_interruptedTaskHasEnded_beforeTheWorkerSaysWhatRuns() {
        assertThat(worker.becomeReady()).isTrue();
        worker.give(job(7));
        desk.running = 7;
        worker.interrupt(7, 1);
        assertThat(worker.hasRoom()).isFalse();

        // Its result is here, and it has not written down yet that it is done.
        assertThat(worker.remove(7)).isNotNull();

        assertThat(worker.hasRoom()).isTrue();
        assertThat(worker.interruptedForNanos(2)).isZero();
    }

    @Test
    void hasRoom_anotherTaskHasEnded_waitsForTheInterruptedOne() {
        assertThat(worker.becomeReady()).isTrue();
        worker.give(job(7));
        worker.give(job(8));
        desk.running = 7;
        worker.interrupt(7, 1);

        assertThat(worker.remove(8)).isNotNull();

        assertThat(worker.hasRoom()).isFalse();
        assertThat(worker.interruptedForNanos(2)).isOne();
    }

    private static Job job(long id) {
        Code code = new Code(Code.INLINE, new byte[0], "code", new Pace());
        return new Job(id, code, 1, out -> {}, new Job.Outcome() {
            @Override
            public void completed(Column results) {}

            @Override
            public void failed(RuntimeException failure) {}
        });
    }

    /** A place at which nothing happens but what the test says. */
    private static final class Desk implements Workplace {
        private long running;

        @Override
        public long running() {
            return running;
        }

        @Override
        public void open(Listener listener) {}

        @Override
        public void ready() {}

        @Override
        public long pid() {
            return 1;
        }

        @Override
        public void send(ByteSink frames) {}

        @Override
        public void send(Frame frame) {}

        @Override
        public byte[] unsent() {
            return new byte[0];
        }

        @Override
        public void awaitOutput(long outBytes, long errBytes) {}

        @Override
        public void kill() {}

        @Override
        public CompletableFuture<WorkerExit> exit() {
            return new CompletableFuture<>();
        }
    }
}
