// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers.spi;

/**
 * Runs one kind of task in a worker JVM; found by {@link java.util.ServiceLoader}, one instance a JVM.
 *
 * <p><em>Threads:</em> {@link #run} is called by as many threads at a time as the worker has slots.
 */
public interface TaskHandler {

    /** The kind of the messages that this handler takes. */
    String kind();

    /** The newest version of their messages that it can read; tasks of a later one stay in the queue for other workers. */
    default int newestVersion() {
        return Integer.MAX_VALUE;
    }

    /**
     * Runs a task to its end; must end with {@link HeldTask#complete} or {@link HeldTask#handBack}.
     *
     * <p><em>Failure:</em> an exception gives the task back to the broker, which delivers it again, here or elsewhere; so a failure
     * of the task itself is a result to complete it with, not an exception.
     *
     * @throws LeaseLostException from a call of {@code task}, not to be caught: another worker may have the task by now
     */
    void run(HeldTask task);

    /**
     * Says that a process which was started for one task ended before the task did: a place to record that, with a commit, or
     * to complete the task if it is not to run again. Called in the worker's JVM, which still holds the task and gives it back to the
     * broker afterwards, unless it is completed.
     */
    default void processEnded(HeldTask task, WorkerExit exit) {}
}
