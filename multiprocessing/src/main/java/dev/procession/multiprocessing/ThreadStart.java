// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.RemoteFailure;
import dev.procession.multiprocessing.shared.SharedMemory;
import dev.procession.multiprocessing.shared.SharedObjects;
import dev.procession.multiprocessing.shared.SharedScope;
import java.util.function.Consumer;

/** Processes are threads of this JVM, and share its memory. What they are given, and return, are copies all the same. */
final class ThreadStart implements StartMethod {

    private final SharedMemory memory = new SharedMemory();
    private final Courier courier;

    ThreadStart(Courier courier) {
        this.courier = courier;
    }

    Courier courier() {
        return courier;
    }

    @Override
    public void prepare() {}

    @Override
    public void rest() {}

    @Override
    public Life start(Order order, Consumer<RemoteFailure> failed) {
        return ThreadLife.start(new ThreadProcess(order.name(), this), courier, order, failed);
    }

    @Override
    public Workplace startWorker(String name, PoolSettings settings, byte[] initializer, LogLevels log) {
        if (settings.memoryPerWorkerBytes() > 0) {
            throw new UnsupportedOperationException(
                    "the workers of this pool are threads of one JVM: none has memory of its own that could be limited");
        }
        return new ThreadWorkplace(new ThreadProcess(name, this), courier, initializer);
    }

    @Override
    public SharedObjects openShared() {
        SharedObjects shared = SharedObjects.open(memory, courier::serializer, SharedScope.GLOBAL);
        shared.beforeOperations(ThisProcess::awaitShown);
        return shared;
    }

    @Override
    public void changed(LogLevels log) {} // they have the loggers of this JVM

    @Override
    public void close() {}
}
