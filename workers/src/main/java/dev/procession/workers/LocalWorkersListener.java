// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.WorkerIdentity;
import dev.procession.workers.spi.WorkerExit;

/** Hears of the worker processes that {@link LocalWorkers} starts, on its one thread: must not block. */
public interface LocalWorkersListener {

    /** A process was started; that it takes tasks is announced by presence. */
    default void started(WorkerIdentity worker) {}

    /** A process ended. Unless that was wanted, another is started in its place. */
    default void exited(WorkerExit exit) {}

    /** A worker is given up: it never came as far as the broker. */
    default void gaveUp(WorkerStartException failure) {}
}
