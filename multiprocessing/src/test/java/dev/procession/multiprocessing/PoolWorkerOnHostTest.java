// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.workers.spi.WorkerExit;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of a worker whose place is behind with what it says, or not known yet. */
class PoolWorkerOnHostTest {

    private final Place place = new Place();
    private final PoolWorker worker = new PoolWorker("PoolWorker-1", place);

    @BeforeEach
    void ready() {
        worker.becomeReady();
    }

    private Job give(long id) {
        Job job = new Job(id, new Code(1, new byte[0], "a task", new Pace()), 1, out -> {}, new Job.Outcome() {
            @Override
            public void completed(Column results) {}

            @Override
            public void failed(RuntimeException failure) {}
        });
        worker.give(job);
        return job;
    }

    @Test
    void hasRoom_taskThatWasInterruptedHasEnded_beforeItsPlaceSaysSo() {
        Job job = give(1);
        place.running = 1;
        worker.interrupt(1, 100);
        assertThat(worker.hasRoom()).isFalse();
        assertThat(worker.interruptedForNanos(150)).isEqualTo(50);

        assertThat(worker.remove(1)).isSameAs(job);
        assertThat(worker.hasRoom()).isTrue();
        assertThat(worker.observeRunning(200)).isOne(); // the place is behind
        assertThat(worker.interruptedForNanos(250)).isZero();
        assertThat(worker.hasRoom()).isTrue();
    }

    @Test
    void interruptedForNanos_taskThatBeganBeforeItHeard_countsFromWhenItIsSeen() {
        give(1);
        worker.interrupt(1, 100);
        assertThat(worker.interruptedForNanos(150)).isZero();
        place.running = 1;
        assertThat(worker.observeRunning(200)).isOne();
        assertThat(worker.interruptedForNanos(250)).isEqualTo(50);
    }

    @Test
    void endWhenDone_placeThatNobodyKnowsYet_needNotCome() {
        PoolWorker waiting = new PoolWorker("PoolWorker-2", place);
        waiting.retire();
        waiting.endWhenDone();
        assertThat(waiting.startSending()).isNull();
        place.awaited = true;
        waiting.endWhenDone();
        assertThat(waiting.startSending()).hasOnlyElementsOfType(Frame.End.class);
    }

    /** Says what it is told to. */
    private static final class Place implements Workplace {
        private long running;
        private boolean awaited;

        @Override
        public long running() {
            return running;
        }

        @Override
        public boolean isAwaited() {
            return awaited;
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
