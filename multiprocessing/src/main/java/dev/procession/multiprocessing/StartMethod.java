// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.RemoteFailure;
import dev.procession.multiprocessing.shared.SharedObjects;
import java.util.function.Consumer;

/** What the processes of a {@link Multiprocessing} are, and where what they share is kept. */
interface StartMethod extends AutoCloseable {

    /**
     * What a process begins with.
     *
     * @param name its name
     * @param daemon whether nobody waits for it
     * @param target the packed {@link Target} that it runs
     * @param log what it logs
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Order(String name, boolean daemon, byte[] target, LogLevels log) {}

    /** Makes ready for the first process. */
    void prepare();

    /**
     * Starts a process.
     *
     * @param failed is told what its code threw, before it has ended
     * @throws MultiprocessingException if none can be started
     */
    Life start(Order order, Consumer<RemoteFailure> failed);

    /**
     * Starts a process that works for a pool, which begins when the place is opened.
     *
     * @throws MultiprocessingException if none can be started
     */
    Workplace startWorker(String name, PoolSettings settings, byte[] initializer, LogLevels log);

    /** What this process shares with the others. */
    SharedObjects openShared();

    /** A pool begins: nothing else is to be made ready just now. */
    void rest();

    /** What processes log has changed. */
    void changed(LogLevels log);

    /** When all processes have ended, and what is shared was closed. */
    @Override
    void close();
}
