// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * A JVM of its own that runs one piece of code, as Python's {@code Process}. It has the class path and the options of this JVM, but
 * shares no memory with it. What it prints appears on the output of this process, line by line. It ends with this process,
 * however that ends.
 *
 * <p><em>Threads:</em> safe for use by several threads.
 */
public interface ChildProcess extends AutoCloseable {

    /**
     * Gives it a name other than {@code Process-N}.
     *
     * @throws IllegalStateException if it was started
     */
    ChildProcess named(String name);

    /**
     * Has it terminated when its {@link Multiprocessing} is closed, which otherwise waits for it.
     *
     * @throws IllegalStateException if it was started
     */
    ChildProcess daemon();

    /**
     * Starts it; does not wait until the code runs.
     *
     * @throws IllegalStateException if it was started before
     * @throws dev.procession.messaging.ObjectSerializationException if the code or an argument cannot travel
     * @throws MultiprocessingException if no process can be started
     */
    ChildProcess start();

    /** Its name: {@code Process-1} and so on, or as it was {@link #named}. */
    String name();

    /**
     * Id of the process.
     *
     * @throws IllegalStateException if it was not started
     */
    long pid();

    /** Whether it was started and has not ended. */
    boolean isAlive();

    /**
     * Waits until it has ended and what it printed has appeared.
     *
     * @throws IllegalStateException if it was not started
     */
    void join() throws InterruptedException;

    /**
     * Waits until it has ended, at most so long.
     *
     * @return whether it has ended
     * @throws IllegalStateException if it was not started
     */
    boolean join(Duration atMost) throws InterruptedException;

    /**
     * What it ended with: 0, 1 if its code threw something, what it gave {@link System#exit}, or -N if signal N ended it. Empty before.
     * An exit code from 129 to 192 cannot be told from a signal.
     */
    OptionalInt exitCode();

    /** What its code threw, if that ended it. */
    Optional<RemoteTaskException> failure();

    /** Completed when it has ended, with its exit code; the handle to wait for one of several. */
    CompletableFuture<Integer> onExit();

    /** Ends it with SIGTERM: shutdown hooks run, {@code finally} blocks do not. Nothing if it has ended. */
    void terminate();

    /** Ends it with SIGKILL. Nothing if it has ended. */
    void kill();

    /**
     * Forgets it.
     *
     * @throws IllegalStateException if it is alive: join or terminate it before
     */
    @Override
    void close();
}
