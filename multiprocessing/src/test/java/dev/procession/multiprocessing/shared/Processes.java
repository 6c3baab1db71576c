// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several processes, as far as shared objects can see, in one JVM; and threads that may block. */
abstract class Processes implements AutoCloseable {

    private final List<SharedObjects> all = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** One more, which can be lost. */
    abstract SharedObjects process();

    /** One more, which is not lost with others. */
    abstract SharedObjects steadyProcess();

    /** Ends this process, as if it was killed. */
    abstract void lose(SharedObjects process);

    /** How many calls of a service nobody has taken or answered. */
    abstract long waitingCalls(String service);

    SharedObjects add(SharedObjects process) {
        all.add(process);
        return process;
    }

    <T> Future<T> start(Callable<T> work) {
        return threads.submit(work);
    }

    Future<?> run(ThrowingRunnable work) {
        return threads.submit(() -> {
            work.run();
            return null;
        });
    }

    interface ThrowingRunnable {
        void run() throws Exception;
    }

    @Override
    public void close() {
        all.forEach(SharedObjects::close);
        threads.shutdownNow();
    }
}
